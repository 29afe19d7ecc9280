import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const names = (text: string) =>
  detectText(text, { lang: 'zh' })
    .filter((span) => span.category === 'NAME' || span.category === 'DOCTOR')
    .map((span) => text.slice(span.start, span.end))

describe('Chinese names in places where only a name stands', () => {
  it.each<[string, string[]]>([
    ['病人阿木嘎力诉头痛。', ['阿木嘎力']],
    ['复查卡　宓小舟　女　自备旧片', ['宓小舟']],
    ['患者支明海，男，61岁', ['支明海']],
    ['姐夫仝守义在煤矿工作，其子乌恩其代诉。', ['仝守义', '乌恩其']],
    ['其妻李红陪同，由张主任接诊。', ['李红', '张']],
    ['患者老郜，已婚。', ['老郜']],
    ['税教授介绍来诊', ['税']],
  ])('%s', (text, expected) => {
    for (const name of expected) expect(names(text)).toContain(name)
  })

  it.each([
    '患者诉腹痛3天，患者本人要求复查，患者既往体健。',
    '家属要求出院，家属代诉病情，患者家属拒绝输液。',
    '患者无发热，患者血压偏高，患者肝功能异常，患者甲状腺结节，女，45岁',
    '患者女性，汉族，已婚；陪同检查，邻居多人发热。',
  ])('leaves %s', (text) => expect(names(text)).toEqual([]))
})
