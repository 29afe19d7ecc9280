import { Binary, Bool, type DataType, Field, Float64, Int32, Int64, List, Schema, Struct, Utf8 } from 'apache-arrow'
import { Priority, Tier } from '../records/action-card.js'
import { Comparator, InterpretationCode, ValueKind } from '../records/biomarker.js'
import { Modality } from '../records/finding.js'
import { BlockLabel, Section } from '../records/layout.js'
import { PageKind } from '../records/page.js'
import { Language, Sex } from '../records/report.js'

/**
 * The one explicit schema of each dataset config. Parquet schema, Hub features and the dataset card's tables derive from it.
 * Every field is optional: `datasets` uses a feature only where the file's field equals it in type, order and nullability
 * (Features.from_arrow_schema), and a REQUIRED field would silently turn images into plain structs.
 */
export const CONFIG_NAMES = ['reports', 'pages', 'biomarkers', 'findings', 'action_cards'] as const
export type ConfigName = (typeof CONFIG_NAMES)[number]

/** Field metadata keys: what the field means, and the Hub feature where the type alone does not say it. */
export const DESCRIPTION = 'description'
export const CLASS_LABELS = 'class_labels'
export const IMAGE = 'image'

const field = <T extends DataType>(name: string, type: T, description: string, more: [string, string][] = []): Field =>
  new Field(name, type, true, new Map([[DESCRIPTION, description], ...more]))
const text = (name: string, description: string): Field => field(name, new Utf8(), description)
const int = (name: string, description: string): Field => field(name, new Int32(), description)
const real = (name: string, description: string): Field => field(name, new Float64(), description)
const bool = (name: string, description: string): Field => field(name, new Bool(), description)
/** A closed enumeration: int64 with the names in the features, as the Hub's ClassLabel demands. */
const label = (name: string, names: readonly string[], description: string): Field =>
  field(name, new Int64(), description, [[CLASS_LABELS, JSON.stringify(names)]])
const list = (name: string, item: DataType, description: string): Field =>
  field(name, new List(new Field('element', item, true)), description)
const struct = (fields: Field[]): Struct => new Struct(fields)

const bbox = list('bbox', new Float64(), '[x0, y0, x1, y1] in points, origin top-left of the page')
const keys = [text('report_id', 'pseudonym of the report'), text('patient_id', 'pseudonym of the patient')]

const reports = new Schema([
  ...keys,
  int('visit_index', 'visits of this patient, counted from 0'),
  int('days_since_first_visit', "days since the patient's first visit in the corpus"),
  label('language', Language.options, 'language the report is written in'),
  label('kind', PageKind.options, 'digital text, scan, or both'),
  int('page_count', 'pages'),
  label('sex', Sex.options, 'sex as printed'),
  int('age', 'age in years as printed; 90 stands for 90 and above'),
  bool('age_top_coded', 'true where age was 90 or above'),
  text('institution', 'pseudonym of the institution'),
  int('biomarkers', 'rows of this report in biomarkers'),
  int('abnormal_biomarkers', 'of these, outside their range by value or by flag'),
  int('findings', 'rows of this report in findings'),
  int('action_cards', 'rows of this report in action_cards (gold)'),
  text('schema_version', 'version of the typed records'),
])

const word = struct([
  text('text', 'the word, or a placeholder such as [NAME]'),
  bbox,
  real('confidence', '0-1; 1 for digital text'),
  text('source', 'text, ocr or redaction'),
  bool('bold', 'set in bold'),
  text('color', '#rrggbb'),
])
const block = struct([
  label('label', BlockLabel.options, 'kind of block'),
  bbox,
  int('order', 'reading order on the page'),
  label('section', Section.options, 'section of the report'),
  text('heading', 'nearest section header above'),
  text('text', 'lines, joined by line breaks'),
])
const cell = struct([
  int('row', 'row, from 0'),
  int('column', 'column, from 0'),
  int('row_span', 'rows spanned'),
  int('column_span', 'columns spanned'),
  bbox,
  text('text', 'text of the cell'),
])
const table = struct([
  bbox,
  int('rows', 'rows'),
  int('header_rows', 'header rows at the top'),
  list('column_roles', new Utf8(), 'what each column holds'),
  text('purpose', 'results, guideline, form or other'),
  text('panel', 'panel title printed above'),
  list('cells', cell, 'cells, spans included'),
])
const redaction = struct([bbox, text('category', 'category of the identifier'), text('detector', 'what found it')])

const pages = new Schema([
  text('page_id', 'report_id and page number'),
  ...keys,
  int('page', 'page number, from 1'),
  field(
    'image',
    struct([field('bytes', new Binary(), 'encoded image'), text('path', 'file name')]),
    'the page, identifiers burnt out',
    [[IMAGE, 'true']],
  ),
  real('width', 'points'),
  real('height', 'points'),
  int('rotation', 'degrees by which the page was turned upright'),
  real('skew', 'degrees by which the print leans'),
  real('dpi', 'resolution of the image'),
  label('kind', PageKind.options, 'digital text, scan, or both'),
  text('text', 'layout-preserving Markdown'),
  list('words', word, 'words with boxes'),
  list('blocks', block, 'blocks in reading order'),
  list('tables', table, 'tables with cells'),
  list('redactions', redaction, 'covered regions'),
])

const biomarkers = new Schema([
  text('biomarker_id', 'key of the row'),
  ...keys,
  int('page', 'page number, from 1'),
  bbox,
  label('section', Section.options, 'section of the report'),
  text('panel', 'panel title as printed'),
  text('name_printed', 'name, as printed'),
  text('value_printed', 'value, as printed'),
  text('unit_printed', 'unit, as printed'),
  text('range_printed', 'reference range, as printed'),
  text('flag_printed', 'flag, as printed'),
  text('emphasis', 'abnormality shown by type: bold, color, bold_color'),
  label('value_kind', ValueKind.options, 'kind of value'),
  label('comparator', Comparator.options, 'comparator before the number'),
  real('value', 'the number; systolic for a pair, denominator for a titre'),
  real('value_second', 'second number of a pair'),
  text('analyte', 'analyte code of the lexicon'),
  text('loinc', 'LOINC code'),
  real('mapping_confidence', '0-1'),
  text('ucum_unit', 'unit in UCUM'),
  real('canonical_value', 'value in the canonical unit'),
  text('canonical_unit', 'canonical UCUM unit of the analyte'),
  real('conversion_factor', 'canonical_value / value'),
  real('range_low', 'lower reference limit'),
  real('range_high', 'upper reference limit'),
  bool('range_low_inclusive', 'the lower limit is inside'),
  bool('range_high_inclusive', 'the upper limit is inside'),
  text('range_source', 'printed or default'),
  label('flag', InterpretationCode.options, 'printed flag as HL7 v2 table 0078 code'),
  label('interpretation', InterpretationCode.options, 'derived from value and range'),
  text('agreement', 'of flag and interpretation: agree, disagree, underivable'),
  text('role', 'current or previous visit'),
  text('specimen', 'specimen'),
  text('method', 'method as printed'),
  real('confidence', 'lowest OCR confidence of the row, 0-1'),
  list('review_reasons', new Utf8(), 'why a person should look'),
])

const findings = new Schema([
  text('finding_id', 'key of the row'),
  ...keys,
  int('page', 'page number, from 1'),
  bbox,
  label('section', Section.options, 'section of the report'),
  label('modality', Modality.options, 'modality'),
  text('text', 'as printed'),
  text('finding', 'normalised code'),
  text('body_site', 'body site'),
  text('laterality', 'left, right or bilateral'),
  bool('negated', 'said to be absent'),
  bool('uncertain', 'said to be possible'),
  bool('normal', 'nothing abnormal'),
  real('size_mm', 'largest extent in millimetres'),
  text('grade_system', 'TI-RADS, BI-RADS, Lung-RADS, O-RADS'),
  text('grade', 'grade'),
  text('change', 'larger, smaller, stable, new'),
  list('review_reasons', new Utf8(), 'why a person should look'),
])

const evidence = struct([
  text('record_id', 'key in biomarkers or findings'),
  text('kind', 'biomarker or finding'),
  int('page', 'page number, from 1'),
  bbox,
  text('quote', 'as printed'),
])
const actionCards = new Schema([
  text('card_id', 'key of the card'),
  ...keys,
  text('issue', 'issue code of the ontology'),
  text('issue_label_en', 'issue, English'),
  text('issue_label_zh', 'issue, Chinese'),
  label('priority', Priority.options, 'most pressing first'),
  text('department', 'department code'),
  list('department_alternatives', new Utf8(), 'accepted alternatives'),
  int('window_min_days', 'follow up no sooner than'),
  int('window_max_days', 'follow up no later than'),
  text('explanation', 'for the patient'),
  list('questions', new Utf8(), 'to ask the clinician'),
  list('evidence', evidence, 'where it is printed'),
  label('language', ['zh', 'en'], 'language of the card'),
  label('tier', Tier.options, 'draft, reviewed or gold'),
  text('drafted_by', 'rule or model'),
  list('reviewers', new Utf8(), 'pseudonyms'),
])

/** Arrow schema of each dataset config. */
export const DATASET_SCHEMA: Readonly<Record<ConfigName, Schema>> = {
  reports,
  pages,
  biomarkers,
  findings,
  action_cards: actionCards,
}

/** The column that identifies a row of a config. */
export const PRIMARY_KEY: Readonly<Record<ConfigName, string>> = {
  reports: 'report_id',
  pages: 'page_id',
  biomarkers: 'biomarker_id',
  findings: 'finding_id',
  action_cards: 'card_id',
}
