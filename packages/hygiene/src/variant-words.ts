/**
 * English words of which one takes the place of another in what varies in this alone: a shirt in red and in blue, or a
 * report of May and of June. The colours begin with the basic terms of Berlin and Kay 1969.
 */
const kinds = {
  size: 'xxs xs s m l xl xxl xxxl small medium large mini tiny big huge compact regular short tall long wide narrow',
  colour: `black white red green yellow blue brown purple pink orange grey gray silver gold golden beige navy violet
    turquoise teal cream ivory khaki olive maroon burgundy lilac magenta cyan dark light bright pale`,
  material: 'cotton linen wool silk leather paper glass wood wooden steel brass plastic ceramic oak pine metal',
  person: 'men mens women womens boys girls kids baby adult adults male female his her he she mr mrs',
  month: `january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn fall winter`,
  day: 'monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow morning evening night',
  number: `zero one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion
    first second third fourth fifth sixth seventh eighth ninth tenth single double triple half
    ii iii iv vi vii viii ix xi xii xiii xiv xv`,
  side: 'left right front back rear top bottom upper lower inner outer north south east west up down',
  edition: 'basic pro plus max lite premium deluxe ultra home enterprise alpha beta old new used refurbished',
  opposite: 'with without yes no true false on off in out before after above below more less enabled disabled',
}

const kindOf = new Map(
  Object.entries(kinds).flatMap(([kind, words]) => words.split(/\s+/).map((word): [string, string] => [word, kind])),
)

/** Words without which a text says the same. */
const fillers = new Set('a an the this that and of is are was were be been it its'.split(' '))
export const isFiller = (word: string): boolean => fillers.has(word)

const digit = /\p{N}/u
export const isNumber = (word: string): boolean => digit.test(word)

/** What a word is a value of, such as a colour; undefined for all other words. */
export function valueKind(word: string): string | undefined {
  return isNumber(word) ? 'number' : kindOf.get(word)
}
