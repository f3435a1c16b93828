/** Messages compressed with zlib, both ways, where both sides want it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tracesOf, withDeployment } from './support.mjs';

const DOCUMENTS = Array.from({ length: 200 }, (_, n) => ({ _id: n, text: 'the same again '.repeat(20) }));

/** Stores and reads; gives the log of what was neither hello nor login. */
async function exchange(serverCompressors, query) {
  let entries;
  await withDeployment({ compressors: serverCompressors }, async (deployment, connect) => {
    const traces = tracesOf(connect(query));
    await traces.insertMany(DOCUMENTS);
    assert.deepEqual(await traces.find({}, { batchSize: 50 }).toArray(), DOCUMENTS);
    entries = deployment.servers[0].log.entries.filter(({ name }) => !/hello|ismaster/i.test(name));
    assert.deepEqual(deployment.servers[0].protocolErrors, []);
  });
  return entries;
}

test('Zlib_is_used_both_ways_where_both_want_it', async () => {
  const entries = await exchange(['zlib'], '?compressors=zlib');
  assert.deepEqual([...new Set(entries.map(({ name }) => name))].slice(0, 3), ['insert', 'find', 'getMore']);
  assert.ok(entries.every(({ isCompressed }) => isCompressed));
  assert.ok(entries[0].bytes < 20_000, `${entries[0].bytes} bytes`);
});

for (const [serverCompressors, query] of [[[], '?compressors=zlib'], [['zlib'], '']]) {
  test(`Nothing_is_compressed_with_${serverCompressors[0] ?? 'none'}_at_the_server_and_${query || 'none'}_at_the_client`, async () => {
    assert.ok((await exchange(serverCompressors, query)).every(({ isCompressed }) => !isCompressed));
  });
}
