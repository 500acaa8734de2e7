import { describeModelSource } from '../test/describe-model-source.ts'
import { changesIn, FakeSource } from '../test/fake-source.ts'

const source = new FakeSource()
describeModelSource('the fake source', {
  source,
  commit: async (tenantId, names) => {
    for (const name of names) source.commit(tenantId, name)
  },
  namesIn: changesIn,
})
