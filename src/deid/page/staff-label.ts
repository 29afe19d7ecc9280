import { type Knowledge, loadKnowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { plain } from '../text/fold.js'
import { oneOf } from '../text/one-of.js'

/** Whether a cell is nothing but the label or column heading under which staff sign ("审核者：", "医师签名 / 日期", "Checked by:"). */
export function isStaffLabel(cell: string, knowledge: Knowledge = loadKnowledge()): boolean {
  const { han, latin } = formsOf(knowledge)
  const text = cell.trim().replace(/[:：;；,，.。]+$/u, '')
  return (
    han.test(text.replace(/[\s/／、()（）]/gu, '').replace(/日期$/u, '')) ||
    latin.has(
      plain(text.replace(/['’]/gu, '').replace(/[^\p{L}\s]+/gu, ' '))
        .replace(/\s+/gu, ' ')
        .trim(),
    )
  )
}

const formsOf = perKnowledge((knowledge): { han: RegExp; latin: ReadonlySet<string> } => {
  const { signing_zh, signers_zh, signing } = knowledge.titles
  const [act, signer] = [oneOf(signing_zh), oneOf(signers_zh)]
  const made = {
    han: new RegExp(`^(?=..)(?![体受被]检[者人员])(?:${act}){0,2}(?:${signer}){1,2}$`, 'u'),
    latin: new Set(signing.map((label) => plain(label))),
  }
  return made
})
