const words = (names: string): ReadonlySet<string> => new Set(names.split(' '))

/** Elements within a line: their tags do not end a word. */
export const inlineElements = words(
  `a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike
strong sub sup time tt u var wbr`.replaceAll('\n', ' '),
)

/** All other elements: their tags end a word. */
export const blockElements = words(
  `address article aside audio base blockquote body br button canvas caption center col colgroup dd details dialog div
dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe img input
legend li link main map menu meta meter nav noscript object ol optgroup option output p param path picture pre progress
rp rt ruby script section select slot source style summary svg table tbody td template textarea tfoot th thead title tr
track ul video`.replaceAll('\n', ' '),
)

/** Attributes that have no value. */
export const booleanAttributes = words(
  `allowfullscreen async autofocus autoplay checked controls default defer disabled formnovalidate hidden inert ismap
itemscope loop multiple muted nomodule novalidate open playsinline readonly required reversed selected`.replaceAll(
    '\n',
    ' ',
  ),
)
