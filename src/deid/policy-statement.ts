import type { DeidConfig } from './config.js'

/** What the configuration makes of identifiers, in sentences for the dataset card: replacement, dates, policies that differ, images. */
export function policyStatement(config: DeidConfig): string[] {
  const { policies, replacement, dates, shift_days, images, model } = config
  const named = (policy: string) =>
    Object.entries(policies)
      .filter(([, value]) => value === policy)
      .map(([category]) => category)
      .sort()
  const kept = named('keep')
  const pseudonymised = named('pseudonymise')
  return [
    replacement === 'placeholder'
      ? 'Identifiers are replaced in the text by typed placeholders such as [NAME], and covered in black in the page images.'
      : 'Identifiers are replaced in the text by invented values of the same form, another one at each mention, and covered in black in the page images. A value in the text is therefore no evidence of anything.',
    ...(pseudonymised.length > 0
      ? [`A keyed pseudonym stands in the placeholder of ${pseudonymised.join(', ')}: the same within the dataset.`]
      : []),
    ...(kept.length > 0 ? [`Left as printed by policy: ${kept.join(', ')}.`] : []),
    dates === 'relative_day'
      ? "Dates are given as days since the patient's first visit; dates of birth are covered."
      : dates === 'shift'
        ? `Dates are shifted per patient by a secret number of days, at most ${shift_days} either way; intervals are kept, dates of birth are covered.`
        : 'Dates are covered.',
    images === 'deny'
      ? 'Embedded pictures that are not positively clinical are covered.'
      : images === 'cover'
        ? 'All embedded pictures are covered.'
        : 'Embedded pictures are left as they are.',
    ...(model === null
      ? []
      : [`A language model (${model.model}) proposed further identifiers; rules decided on them.`]),
  ]
}
