import type { Normaliser } from './lexicon-normalise.js'
import type { Panel, Specimen } from './lexicon-schema.js'

/** What a printed panel or section title says. */
export interface PanelContext {
  readonly panels: ReadonlySet<string>
  /** The specimen all recognised panels agree on, null otherwise. */
  readonly specimen: Specimen | null
}

const NOTHING: PanelContext = { panels: new Set(), specimen: null }

/** Recognises panel titles in printed headings: a title counts where no longer title covers it. */
export class PanelMatcher {
  readonly #titles: readonly (readonly [string, string])[]
  readonly #specimens: ReadonlyMap<string, Specimen | null>
  readonly #normaliser: Normaliser
  readonly #cache = new Map<string, PanelContext>()

  constructor(panels: readonly Panel[], normaliser: Normaliser) {
    this.#normaliser = normaliser
    this.#specimens = new Map(panels.map((p) => [p.code, p.specimen]))
    this.#titles = panels
      .flatMap((p) => p.titles.map((t) => [titleForm(normaliser.clean(t)), p.code] as const))
      .sort((a, b) => b[0].length - a[0].length || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
  }

  recognise(...headings: readonly (string | null)[]): PanelContext {
    for (const heading of headings) {
      if (heading === null || heading === '') continue
      const context = this.#one(heading)
      if (context.panels.size > 0) return context
    }
    return NOTHING
  }

  #one(heading: string): PanelContext {
    const known = this.#cache.get(heading)
    if (known !== undefined) return known
    let text = headingForm(this.#normaliser.clean(heading))
    const panels = new Set<string>()
    for (const [title, code] of this.#titles) {
      if (!text.includes(title)) continue
      panels.add(code)
      // A title shared by two panels must count for both, so it is blanked only when the next title differs.
      if (!this.#titles.some(([t, c]) => t === title && c !== code && !panels.has(c)))
        text = text.replaceAll(title, ' \u0000 ')
    }
    const specimens = new Set([...panels].map((p) => this.#specimens.get(p) ?? null))
    const specimen = specimens.size === 1 ? [...specimens][0]! : null
    const context: PanelContext = { panels, specimen }
    if (this.#cache.size < 5000) this.#cache.set(heading, context)
    return context
  }
}

/** Words apart by single spaces, Chinese and Latin runs apart, a space at either end. */
function headingForm(text: string): string {
  return ` ${text
    .replace(/([\u3400-\u9fff])(?=[a-z0-9])|([a-z0-9])(?=[\u3400-\u9fff])/g, '$& ')
    .replace(/[^a-zα-ω0-9/\u3400-\u9fff]+/g, ' ')
    .trim()} `
}

/** Latin titles match whole words only; Chinese ones anywhere. */
function titleForm(text: string): string {
  const form = headingForm(text)
  return /[\u3400-\u9fff]/.test(text) ? form.trim() : form
}
