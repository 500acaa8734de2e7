/**
 * For each of `count` items after `shownBefore` others, the chance that it is looked at because of its place: 1 /
 * place, as in Joachims, Swaminathan and Schnabel, Unbiased Learning-to-Rank with Biased Feedback (WSDM 2017), with η =
 * 1.
 */
export const propensities = (shownBefore: number, count: number): number[] =>
  Array.from({ length: count }, (_, place) => 1 / (shownBefore + place + 1))
