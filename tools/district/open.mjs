// A district folder in memory: its tables by name, its settings and polygons, and the list of problems found in it.
import { readFileSync } from 'node:fs'
import { parseCsv } from './csv.mjs'

const columns = {
  units: 'code,name_zh,name_en,kind,parent,area',
  areas: 'code,level,name_zh,name_en,parent,unit',
  categories: 'code,name_zh,name_en,parent,lead,co,urgency,limit,fallback,confidential,after_photo,published,keywords,guidance_zh,guidance_en,difficulty',
  calendar: 'date,kind,name_zh,name_en,provisional',
  hours: 'weekday,from,to',
  clocks: 'clock,urgency,difficulty,limit,on_site_required',
  call_rights: 'caller_kind,callee_kind,condition,way',
  role_grants: 'role,relation,scope',
  people: 'login,name_zh,name_en,role,unit,phone,stand_in',
  shifts: 'unit,weekday,from,to,login',
  gazetteer: 'name,kind,area,lat,lon,aliases,certain',
  corpus: 'category,text',
  corpus_check: 'category,text',
  places_check: 'text,area,note',
  urgency: 'phrase,urgency,advice_zh,advice_en',
  urgency_pairs: 'first,second,within,urgency,advice_zh,advice_en',
  spam: 'phrase,kind',
  knowledge: 'code,kind,audience,owner,title,keywords,body',
  rejections: 'code,name_zh,name_en,where_zh,where_en',
  texts: 'key,zh,en',
  events: 'code,name_zh,name_en,hours,notice_zh,notice_en',
  public: 'about,shown',
  stoppers: 'code,about,signals,calls,instead,advice_zh,advice_en',
  replies: 'code,action,about,title_zh,title_en,text_zh,text_en',
  questions: 'about,code,type,required,order,question_zh,question_en,options',
  device_kinds: 'code,name_zh,name_en,quantity_zh,quantity_en,unit,category,urgency,alarms,raise,clear,least,most,hold_s,rearm_s,silent_min,storm_metres,storm_min',
  retention: 'what,how,after,after_contested,note_zh,note_en',
  duties: 'rule,about,area,days,hours,event,lead,co_units,fallback,urgency,note_zh,note_en,from,until',
}

export function openDistrict(folder) {
  const district = { problems: [], counted: [], settings: new Map(), areasGeojson: { features: [] } }
  const read = (name, parse) => {
    try {
      const bytes = readFileSync(new URL(name, folder))
      return parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
    } catch (error) {
      district.problems.push(`${name}: ${error.message}`)
      return undefined
    }
  }
  for (const [table, header] of Object.entries(columns)) {
    district[table] = read(`${table}.csv`, (text) => {
      const first = text.slice(0, text.indexOf('\n'))
      if (first !== header) throw new Error(`line 1: the columns are ${first}, expected ${header}`)
      return parseCsv(text)
    }) ?? []
  }
  district.settings = read('district.ini', parseIni) ?? new Map()
  district.areasGeojson = read('areas.geojson', JSON.parse) ?? { features: [] }
  return district
}

function parseIni(text) {
  const settings = new Map()
  let section = ''
  text.split('\n').forEach((raw, i) => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return
    const head = /^\[(\w+)\]$/.exec(line)
    const pair = /^(\w+)\s*=\s*(.*)$/.exec(line)
    if (head) section = head[1]
    else if (!pair || section === '') throw new Error(`line ${i + 1}: neither a [section] nor key = value`)
    else if (settings.has(`${section}.${pair[1]}`)) throw new Error(`line ${i + 1}: ${pair[1]} is given twice`)
    else settings.set(`${section}.${pair[1]}`, pair[2])
  })
  return settings
}

/** A checker of one table: `must(row, condition, message)` files a problem with its line. */
export const mustOf = (district, table) => (row, condition, message) => {
  if (!condition) district.problems.push(`${table}.csv:${row.line}: ${message}`)
}

/** Files a problem for every row whose key was seen before; gives the rows by key. */
export function uniqueBy(district, table, keyOf) {
  const must = mustOf(district, table)
  const byKey = new Map()
  for (const row of district[table]) {
    const key = keyOf(row)
    must(row, !byKey.has(key), `${key} stands here twice (also line ${byKey.get(key)?.line})`)
    byKey.set(key, row)
  }
  return byKey
}

/** Files a problem for every empty cell of the named columns. */
export function filled(district, table, names) {
  const must = mustOf(district, table)
  for (const row of district[table]) for (const name of names) must(row, row[name].trim() !== '', `${name} is empty`)
}
