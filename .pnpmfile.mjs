/** A published package has no development dependencies and scripts, which work only in this repository. */
export const hooks = {
  beforePacking({ devDependencies: _, scripts: __, ...manifest }) {
    return manifest
  },
}
