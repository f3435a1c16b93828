/** The official driver follows changes, takes up again after failures, and gets MongoDB's errors where that is not possible. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Double } from 'bson';
import { controlOf, tracesOf, until, withDeployment, withServer } from './support.mjs';

/** Runs `action({deployment, control, connect, traces})` on a replica set. */
const withSet = (action) => withDeployment({ topology: 'replicaSet' }, async (deployment, connect) => {
  const control = await controlOf(deployment);
  await action({ deployment, control, connect, traces: tracesOf(connect('?replicaSet=rs')) });
});

/** Opens a stream and waits until the server has it; closed when the action is done. */
async function watching(traces, action, pipeline = []) {
  const stream = traces.watch(pipeline, { maxAwaitTimeMS: 50 });
  try {
    assert.equal(await stream.tryNext(), null);
    await action(stream);
  } finally {
    await stream.close();
  }
}

const hasCode = (code) => (error) => error.code === code;

test('Inserts_arrive_in_order_with_their_documents', () => withSet(({ traces }) => watching(traces, async (stream) => {
  await traces.insertMany([{ _id: 1, latency: new Double(15) }, { _id: 2, text: 'x' }]);
  const first = await stream.next();
  assert.equal(first.operationType, 'insert');
  assert.deepEqual(first.fullDocument, { _id: 1, latency: 15 });
  assert.deepEqual([first.documentKey, first.ns], [{ _id: 1 }, { db: 'tracellm', coll: 'traces' }]);
  assert.deepEqual((await stream.next()).documentKey, { _id: 2 });
  assert.ok((await stream.tryNext()) === null);
})));

test('A_waiting_read_ends_with_the_event', () => withSet(async ({ deployment, traces, control }) => {
  const stream = traces.watch([], { maxAwaitTimeMS: 600_000 });
  const next = stream.next();
  await until(() => deployment.servers[0].log.entries.some(({ name }) => name === 'getMore'));
  await control('/insert', [{ _id: 7 }]);
  assert.deepEqual((await next).documentKey, { _id: 7 });
  await stream.close();
}));

test('Other_collections_and_what_the_pipeline_drops_do_not_arrive', () => withSet(({ traces, control }) =>
  watching(traces, async (stream) => {
    await control('/insert?collection=others', [{ _id: 1 }]);
    await traces.insertMany([{ _id: 2, status: 'success' }, { _id: 3, status: 'failed' }]);
    await control('/delete', { _id: 2 });
    const event = await stream.next();
    assert.deepEqual(Object.keys(event), ['_id', 'documentKey']);
    assert.deepEqual(event.documentKey, { _id: 3 });
    const before = stream.resumeToken;
    assert.equal(await stream.tryNext(), null);
    assert.ok(stream.resumeToken._data >= before._data);
  }, [{ $match: { operationType: 'insert', 'fullDocument.status': 'failed' } }, { $project: { _id: 1, documentKey: 1 } }])));

test('A_token_takes_up_behind_its_event', () => withSet(async ({ traces }) => {
  let token;
  await watching(traces, async (stream) => {
    await traces.insertMany([{ _id: 1 }, { _id: 2 }]);
    token = (await stream.next())._id;
  });
  await traces.insertOne({ _id: 3 });
  const resumed = traces.watch([], { resumeAfter: token });
  assert.deepEqual([(await resumed.next()).documentKey._id, (await resumed.next()).documentKey._id], [2, 3]);
  await resumed.close();
}));

for (const failure of ['a cut connection', 'a lost cursor', 'a stepdown', 'a killed primary']) {
  test(`The_driver_loses_nothing_over_${failure.replaceAll(' ', '_')}`, () => withSet(({ traces, control }) =>
    watching(traces, async (stream) => {
      await control('/insert', [{ _id: 1 }]);
      assert.deepEqual((await stream.next()).documentKey, { _id: 1 });
      if (failure === 'a cut connection') await control('/faults', { rules: [{ commands: ['getMore'], close: true, times: 1 }] });
      if (failure === 'a lost cursor') await control('/forget', { cursors: true });
      if (failure === 'a stepdown') {
        await control('/stepdown', {});
        await control('/faults', { rules: [{ commands: ['getMore'], code: 11602, times: 1 }] });
      }
      if (failure === 'a killed primary') await control('/kill', {});
      await control('/insert?member=1', [{ _id: 2 }, { _id: 3 }]);
      assert.deepEqual([(await stream.next()).documentKey._id, (await stream.next()).documentKey._id], [2, 3]);
    })));
}

for (const [change, operationType] of [['drop', 'drop'], ['rename', 'rename']]) {
  test(`A_${change}_is_told_and_ends_the_stream`, () => withSet(async ({ traces, control }) => {
    await traces.insertOne({ _id: 1 });
    await watching(traces, async (stream) => {
      await control(`/${change}`, { to: 'old_traces' });
      const event = await stream.next();
      assert.equal(event.operationType, operationType);
      if (change === 'rename') assert.deepEqual(event.to, { db: 'tracellm', coll: 'old_traces' });
      const last = await stream.next();
      assert.equal(last.operationType, 'invalidate');
      await assert.rejects(traces.watch([], { resumeAfter: last._id }).next(), hasCode(260));
      const anew = traces.watch([], { startAfter: last._id });
      await control('/insert', [{ _id: 2 }]);
      assert.deepEqual((await anew.next()).documentKey, { _id: 2 });
      await anew.close();
    });
  }));
}

test('A_forgotten_oplog_is_286_for_a_token_and_136_for_an_open_stream', () => withSet(async ({ traces, control }) => {
  await watching(traces, async (stream) => {
    await traces.insertOne({ _id: 1 });
    const token = (await stream.next())._id;
    await traces.insertOne({ _id: 2 });
    await control('/forget', { oplog: true });
    await assert.rejects(traces.watch([], { resumeAfter: token }).next(), hasCode(286));
    await assert.rejects(stream.next(), hasCode(136));
  });
}));

test('A_pipeline_that_takes_the_token_away_is_280', () => withSet(async ({ connect, traces }) => {
  const database = connect('?replicaSet=rs').db('tracellm');
  const pipeline = [{ $changeStream: {} }, { $project: { _id: 0, operationType: 1 } }];
  const { cursor } = await database.command({ aggregate: 'traces', pipeline, cursor: {} });
  await traces.insertOne({});
  await assert.rejects(database.command({ getMore: cursor.id, collection: 'traces', maxTimeMS: 100 }), hasCode(280));
}));

for (const code of [286, 280, 136]) {
  test(`A_rule_makes_a_stream_fail_with_${code}`, () => withSet(({ traces, control }) => watching(traces, async (stream) => {
    await control('/faults', { rules: [{ commands: ['getMore'], code }] });
    await assert.rejects(stream.next(), hasCode(code));
  })));
}

test('A_standalone_has_none', () => withServer(async ({ traces }) => {
  await assert.rejects(traces.watch().next(), hasCode(40573));
}));

test('A_router_has_one', () => withDeployment({ topology: 'mongos' }, async (deployment, connect) => {
  const traces = tracesOf(connect());
  await watching(traces, async (stream) => {
    await traces.insertOne({ _id: 5 });
    assert.deepEqual((await stream.next()).documentKey, { _id: 5 });
  });
}));

test('A_closed_stream_leaves_no_cursor', () => withSet(async ({ deployment, traces }) => {
  await watching(traces, async () => assert.equal(deployment.servers[0].cursors.openCount, 1));
  assert.equal(deployment.servers[0].cursors.openCount, 0);
}));
