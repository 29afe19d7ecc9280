import { describe, expect, it } from 'vitest'
import type { Subject } from './identification.js'
import { linkPatients } from './linkage.js'

const key = Buffer.alloc(32, 3)
const subject = (given: Partial<Subject>): Subject => ({
  names: [],
  identity_numbers: [],
  record_numbers: [],
  birth_date: null,
  sex: null,
  age: null,
  visit_date: null,
  institution: null,
  ...given,
})

describe('linkPatients', () => {
  it('joins by identity number and counts days from the first visit', () => {
    const links = linkPatients(
      [
        { report_id: 'r_b', subject: subject({ identity_numbers: ['11010519491231002X'], visit_date: '2024-03-01' }) },
        { report_id: 'r_a', subject: subject({ identity_numbers: ['11010519491231002X'], visit_date: '2023-12-31' }) },
        { report_id: 'r_c', subject: subject({ names: ['Jane Roe'] }) },
      ],
      key,
    )
    expect(links.r_a!.patient_id).toBe(links.r_b!.patient_id)
    expect(links.r_c!.patient_id).not.toBe(links.r_a!.patient_id)
    expect(links.r_b).toMatchObject({ visit_index: 1, days_since_first_visit: 61, first_visit_date: '2023-12-31' })
    expect(links.r_c).toMatchObject({ visit_index: 0, days_since_first_visit: null })
  })
  it('joins by name and birth date, titles and order aside, and by record number with name', () => {
    const links = linkPatients(
      [
        { report_id: 'a', subject: subject({ names: ['Mr. John Roe'], birth_date: '1970-01-02' }) },
        {
          report_id: 'b',
          subject: subject({ names: ['ROE JOHN'], birth_date: '1970-01-02', record_numbers: ['MR4711'] }),
        },
        { report_id: 'c', subject: subject({ names: ['John Roe'], record_numbers: ['MR4711'] }) },
        { report_id: 'd', subject: subject({ names: ['John Roe'] }) },
        { report_id: 'e', subject: subject({ names: ['Jane Doe'], record_numbers: ['MR4711'] }) },
      ],
      key,
    )
    expect(new Set(['a', 'b', 'c'].map((id) => links[id]!.patient_id)).size).toBe(1)
    expect(links.d!.patient_id).not.toBe(links.a!.patient_id)
    expect(links.e!.patient_id).not.toBe(links.a!.patient_id)
  })
  it('never joins by a short running number or against sex or birth date', () => {
    const links = linkPatients(
      [
        { report_id: 'a', subject: subject({ names: ['John Roe'], record_numbers: ['2'] }) },
        { report_id: 'b', subject: subject({ names: ['John Roe'], record_numbers: ['2'] }) },
        { report_id: 'c', subject: subject({ names: ['Jo Roe'], record_numbers: ['MR4711'], sex: 'male' }) },
        { report_id: 'd', subject: subject({ names: ['Jo Roe'], record_numbers: ['MR4711'], sex: 'female' }) },
      ],
      key,
    )
    expect(new Set(Object.values(links).map((link) => link.patient_id)).size).toBe(4)
  })
  it('gives the same ids whatever the order of the rows', () => {
    const rows = ['x', 'y', 'z'].map((id) => ({
      report_id: id,
      subject: subject({ identity_numbers: ['11010519491231002X'], visit_date: `2024-01-0${id === 'x' ? 2 : 1}` }),
    }))
    expect(linkPatients(rows, key)).toEqual(linkPatients([...rows].reverse(), key))
  })
})
