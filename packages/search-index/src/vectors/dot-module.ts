/** `products` of the module multiplies this many vectors at once. */
export const vectorsAtOnce = 4
/** Where the module reads the vectors and writes the results, in bytes; the query is at 0. */
export const resultsAt = 2 ** 16
export const vectorsAt = 2 ** 17

/**
 * The assembled `dot-products.wat`, which lies beside this file and explains itself. To change it, edit the source and
 * run the tests of this folder: `dot-module.test.ts` assembles the source with wabt and prints the text that belongs
 * here. Embedded so that nothing has to be read or assembled at start.
 */
const assembled =
  'AGFzbQEAAAABBgFgAn9/AAMCAQAFAwEABAcVAgZtZW1vcnkCAAhwcm9kdWN0cwAACoIDAf8CAgZ/BXtBgIAIIQdBgIAEIQMDQCAH' +
  'IQQgBCABaiEFIAUgAWohBiAGIAFqIQdBACEC/QwAAAAAAAAAAAAAAAAAAAAAIQj9DAAAAAAAAAAAAAAAAAAAAAAhCf0MAAAAAAAA' +
  'AAAAAAAAAAAAACEK/QwAAAAAAAAAAAAAAAAAAAAAIQsDQCAC/QEDACEMIAggDCAE/QEDAP26Af2uASEIIAkgDCAF/QEDAP26Af2u' +
  'ASEJIAogDCAG/QEDAP26Af2uASEKIAsgDCAH/QEDAP26Af2uASELIAJBCGohAiAEQQhqIQQgBUEIaiEFIAZBCGohBiAHQQhqIQcg' +
  'AiABSQ0ACyADIAj9GwAgCP0bAWogCP0bAmogCP0bA2o2AgAgAyAJ/RsAIAn9GwFqIAn9GwJqIAn9GwNqNgIEIAMgCv0bACAK/RsB' +
  'aiAK/RsCaiAK/RsDajYCCCADIAv9GwAgC/0bAWogC/0bAmogC/0bA2o2AgwgA0EQaiEDIABBBGsiAA0ACws='

/** The bytes of a WebAssembly module with `memory` and `products(count, width)`. */
export const dotModule = (): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(assembled), (character) => character.charCodeAt(0))
