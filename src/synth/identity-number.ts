const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

/** The 18th character of a Chinese resident identity number for its first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2). */
export function identityCheckDigit(first17: string): string {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += Number(first17[i]) * WEIGHTS[i]!
  return CHECKS[sum % 11]!
}

/**
 * A well-formed resident identity number of nobody: real province code, a city code that is never assigned (`99`), birth date, odd
 * serial for men and even for women, valid check digit. `serial` 0-499.
 */
export function identityNumber(provinceCode: string, birth: string, sex: 'male' | 'female', serial: number): string {
  const sequence = serial * 2 + (sex === 'male' ? 1 : 0)
  const first17 = `${provinceCode}99${String((serial % 30) + 1).padStart(2, '0')}${birth.replaceAll('-', '')}${String(sequence % 1000).padStart(3, '0')}`
  return first17 + identityCheckDigit(first17)
}
