// Words: the gazetteer, the corpus, the danger and spam words, and the texts a resident reads.
import { filled, mustOf, uniqueBy } from './open.mjs'
import { contains } from './plane.mjs'
import { isLeaf } from './rules.mjs'

const placeKinds = ['road', 'lane', 'park', 'estate', 'school', 'hospital', 'landmark', 'river', 'bridge', 'metro', 'market', 'community', 'subdistrict']
const leastPlaces = 450, leastToLearn = 12, leastToCheck = 3

export function checkWords(district) {
  checkGazetteer(district)
  checkCorpus(district)
  checkPlacesCheck(district)
  const must = mustOf(district, 'urgency')
  uniqueBy(district, 'urgency', (row) => row.phrase)
  filled(district, 'urgency', ['phrase'])
  for (const row of district.urgency) {
    must(row, ['U1', 'U2', 'U3'].includes(row.urgency), `urgency ${row.urgency}`)
    must(row, row.urgency === 'U3' || (row.advice_zh !== '' && row.advice_en !== ''), 'danger without advice')
  }
  uniqueBy(district, 'spam', (row) => row.phrase)
  filled(district, 'spam', ['phrase', 'kind'])
  uniqueBy(district, 'rejections', (row) => row.code)
  uniqueBy(district, 'knowledge', (row) => row.code)
  filled(district, 'knowledge', ['code', 'kind', 'audience', 'owner', 'title', 'body'])
  filled(district, 'rejections', ['code', 'name_zh', 'name_en', 'where_zh', 'where_en'])
  checkTexts(district)
  district.counted.push(`words: ${district.urgency.length} of danger, ${district.spam.length} of spam; ${district.rejections.length} reasons to reject; ${district.texts.length} texts`)
}

function checkGazetteer(district) {
  const must = mustOf(district, 'gazetteer')
  const rings = new Map(district.areasGeojson.features.map((f) => [f.properties.code, f.geometry.coordinates[0].slice(0, -1)]))
  const names = uniqueBy(district, 'gazetteer', (place) => place.name)
  const aliases = new Map()
  for (const place of district.gazetteer) {
    must(place, ['0', '1'].includes(place.certain), 'certain is neither 0 nor 1')
    if (place.kind === 'district' && place.area === '') continue // a neighbour: who names it means a place that is not ours
    must(place, placeKinds.includes(place.kind), `kind ${place.kind}`)
    must(place, rings.has(place.area), `area ${place.area} has no polygon`)
    must(place, rings.has(place.area) && contains(rings.get(place.area), [Number(place.lon), Number(place.lat)]), `${place.name} does not lie in ${place.area}`)
    for (const alias of place.aliases.split(';').filter(Boolean)) {
      must(place, !names.has(alias) && !aliases.has(alias), `alias ${alias} also means another place`)
      aliases.set(alias, place)
    }
  }
  for (const area of district.areas.filter(({ level }) => ['community', 'subdistrict'].includes(level))) {
    if (names.get(area.name_zh)?.area !== area.code) district.problems.push(`gazetteer.csv: ${area.name_zh} is missing`)
  }
  if (names.size < leastPlaces) district.problems.push(`gazetteer.csv: ${names.size} places, at least ${leastPlaces} are wanted`)
  district.counted.push(`gazetteer: ${names.size} places, ${aliases.size} aliases, ${district.gazetteer.filter((place) => place.certain === '1').length} certain`)
}

function checkPlacesCheck(district) {
  const must = mustOf(district, 'places_check')
  const areas = new Set(district.areas.map((area) => area.code))
  uniqueBy(district, 'places_check', (row) => row.text)
  for (const row of district.places_check) must(row, row.area === '' || areas.has(row.area), `no area ${row.area}`)
}

function checkCorpus(district) {
  const leaves = new Set(district.categories.filter(isLeaf).map((category) => category.code))
  const learnt = uniqueBy(district, 'corpus', (row) => row.text)
  uniqueBy(district, 'corpus_check', (row) => row.text)
  for (const [table, least] of [['corpus', leastToLearn], ['corpus_check', leastToCheck]]) {
    const must = mustOf(district, table)
    const counts = new Map()
    for (const row of district[table]) {
      must(row, leaves.has(row.category), `${row.category} is not a category with a limit`)
      must(row, row.text.trim().length >= 4, 'too short to learn from')
      must(row, table === 'corpus' || !learnt.has(row.text), 'stands in corpus.csv too')
      counts.set(row.category, (counts.get(row.category) ?? 0) + 1)
    }
    for (const code of leaves) if ((counts.get(code) ?? 0) < least) district.problems.push(`${table}.csv: ${code} has ${counts.get(code) ?? 0} texts, at least ${least} are wanted`)
  }
  district.counted.push(`corpus: ${district.corpus.length} texts to learn from, ${district.corpus_check.length} to check with`)
}

function checkTexts(district) {
  const must = mustOf(district, 'texts')
  const slots = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join()
  uniqueBy(district, 'texts', (row) => row.key)
  filled(district, 'texts', ['key', 'zh', 'en'])
  for (const row of district.texts) must(row, slots(row.zh) === slots(row.en), 'the two languages have different {slots}')
}
