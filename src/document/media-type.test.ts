import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QuarantineError } from '../records/quarantine.js'
import { sniff } from './media-type.js'

function refusal(bytes: Uint8Array): QuarantineError {
  try {
    sniff(bytes)
  } catch (error) {
    return error as QuarantineError
  }
  throw new Error('accepted')
}

describe('sniff', () => {
  it('accepts the five types by their first bytes', () => {
    expect(sniff(Buffer.from('%PDF-1.4\n'))).toBe('application/pdf')
    expect(sniff(Buffer.from('\u00ef\u00bb\u00bfjunk before\n%PDF-1.4\n', 'latin1'))).toBe('application/pdf')
    expect(sniff(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe('image/jpeg')
    expect(sniff(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))).toBe('image/png')
    expect(sniff(Buffer.from('II*\0....', 'latin1'))).toBe('image/tiff')
    expect(sniff(Buffer.from('RIFF....WEBPVP8 '))).toBe('image/webp')
  })

  it('refuses others with a code', () => {
    expect(refusal(Buffer.from('\0\0\0\u0018ftypheic....', 'latin1'))).toMatchObject({
      reason: 'unsupported_type',
      measured: 'heic',
    })
    expect(refusal(Buffer.from('PK\u0003\u0004....', 'latin1'))).toMatchObject({
      reason: 'unsupported_type',
      measured: 'zip',
    })
    expect(refusal(Buffer.from('plain words'))).toMatchObject({ reason: 'unsupported_type', measured: 'text' })
    expect(refusal(new Uint8Array())).toMatchObject({ reason: 'empty' })
    expect(refusal(new Uint8Array(64))).toMatchObject({ reason: 'empty' })
  })

  it('never fails in another way, and never repeats content', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          sniff(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(QuarantineError)
          expect((error as QuarantineError).measured).toMatch(/^([a-z]+|\d+ bytes)$/)
        }
      }),
    )
  })
})
