/** The function words of English: articles, pronouns, prepositions, conjunctions, auxiliaries and adverbs of degree. */
export const englishStopWords: readonly string[] = `
a an the
i me my we us our you your he him his she her hers it its itself they them their theirs
this that these those who whom whose which what whatever one other others each every either neither
some any anyone several both all few many much more most such same own
am is are was were be been being do does did done doing has have had having
can could may might must shall should will would let use used using
about above across after against along among as at before below between beyond by down during for from in into
of off on once onto out over per perhaps since through thus to too toward towards under until up upon via
with within without
and but or nor not no so than then if because while whether yet else etc however
also again ever here there how just only still very when where why now
`
  .trim()
  .split(/\s+/)
