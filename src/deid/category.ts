import { z } from 'zod'

/** What an identifier is. Text categories first, then those of pixels only. */
export const Category = z.enum([
  'NAME',
  'DOCTOR',
  'ID',
  'PHONE',
  'FAX',
  'EMAIL',
  'URL',
  'ADDRESS',
  'ORG',
  'EMPLOYER',
  'DATE',
  'AGE_OVER_89',
  'DEVICE',
  'VEHICLE',
  'ACCOUNT',
  'IP',
  'BARCODE',
  'QR',
  'PORTRAIT',
  'SIGNATURE',
  'SEAL',
  'LOGO',
  'IMAGE',
])
export type Category = z.infer<typeof Category>

/** Whom an identifier points to. */
export type Scope = 'patient' | 'staff' | 'institution' | 'unknown'

/** The scope that a category has where no label says otherwise. */
export function scopeOf(category: Category): Scope {
  if (category === 'NAME' || category === 'EMPLOYER' || category === 'AGE_OVER_89') return 'patient'
  if (category === 'DOCTOR') return 'staff'
  if (category === 'ORG' || category === 'URL' || category === 'LOGO' || category === 'SEAL') return 'institution'
  return 'unknown'
}
