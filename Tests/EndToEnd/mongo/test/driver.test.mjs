/** The official driver works against the server: that shows that the server speaks as MongoDB does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Double, Long, ObjectId } from 'bson';
import { withServer } from './support.mjs';

test('Insert_then_find_gives_the_same_documents', () => withServer(async ({ traces }) => {
  const documents = [{ trace_id: 'a', at: new Date(1000), n: 5 }, { trace_id: 'b', text: 'héllo 🦖', list: [1, { x: null }] }];
  await traces.insertMany(documents);
  assert.deepEqual(await traces.find().toArray(), documents);
}));

test('Insert_of_a_stored_id_is_refused_as_a_duplicate', () => withServer(async ({ traces }) => {
  const document = { _id: new ObjectId() };
  await traces.insertOne(document);
  await assert.rejects(traces.insertOne(document), (error) => error.code === 11000);
  assert.equal(await traces.estimatedDocumentCount(), 1);
}));

test('Find_with_sort_limit_and_projection_answers_as_asked', () => withServer(async ({ traces }) => {
  await traces.insertMany([3, 1, 2].map((n) => ({ _id: n, n, other: 'x' })));
  const rows = await traces.find({ n: { $gte: 2 } }, { projection: { n: 1 } }).sort({ n: -1 }).limit(2).toArray();
  assert.deepEqual(rows, [{ _id: 3, n: 3 }, { _id: 2, n: 2 }]);
}));

test('GetMore_across_batches_gives_every_row_once', () => withServer(async ({ traces, server }) => {
  await traces.insertMany(Array.from({ length: 250 }, (_, n) => ({ n })));
  const rows = await traces.find({}, { batchSize: 40 }).sort({ n: 1 }).toArray();
  assert.deepEqual(rows.map((row) => row.n), Array.from({ length: 250 }, (_, n) => n));
  assert.ok(server.log.entries.filter((entry) => entry.name === 'getMore').length >= 6);
  assert.equal(server.cursors.openCount, 0);
}));

test('Closing_a_cursor_early_kills_it_on_the_server', () => withServer(async ({ traces, server }) => {
  await traces.insertMany(Array.from({ length: 30 }, (_, n) => ({ n })));
  const cursor = traces.find({}, { batchSize: 10 });
  await cursor.next();
  await cursor.close();
  assert.equal(server.cursors.openCount, 0);
  assert.ok(server.log.entries.some((entry) => entry.name === 'killCursors'));
}));

test('Aggregate_groups_and_sums', () => withServer(async ({ traces }) => {
  await traces.insertMany([['success', 5], ['failed', 7], ['success', 11]].map(([status, tokens]) => ({ status, tokens })));
  const rows = await traces.aggregate([{ $group: { _id: '$status', n: { $sum: 1 }, tokens: { $sum: '$tokens' } } },
    { $sort: { _id: 1 } }]).toArray();
  assert.deepEqual(rows, [{ _id: 'failed', n: 1, tokens: 7 }, { _id: 'success', n: 2, tokens: 16 }]);
}));

test('Count_by_metadata_and_by_query', () => withServer(async ({ traces, client }) => {
  assert.equal(await traces.estimatedDocumentCount(), 0);
  await traces.insertMany([{ status: 'failed' }, { status: 'success' }, { status: 'failed' }]);
  assert.equal(await traces.estimatedDocumentCount(), 3);
  const command = { count: 'traces', query: { status: 'failed' }, hint: { status: 1 }, maxTimeMS: 1000 };
  assert.equal((await client.db('tracellm').command(command)).n, 2);
}));

test('Indexes_are_listed_and_a_hint_on_a_missing_one_is_an_error', () => withServer(async ({ traces }) => {
  await traces.insertOne({ n: 1 });
  const names = (await traces.listIndexes().toArray()).map((index) => index.name);
  assert.deepEqual(names, ['_id_', 'trace_id_1', 'created_at_1', 'status_1', 'model_name_1', 'project_id_1', 'environment_1']);
  assert.equal((await traces.aggregate([{ $match: {} }], { hint: { created_at: 1 } }).toArray()).length, 1);
  await assert.rejects(traces.aggregate([], { hint: 'latency_1' }).toArray(), (error) => error.code === 2);
}));

test('Collections_are_listed_and_listing_indexes_of_none_is_code_26', () => withServer(async ({ traces, client }) => {
  await assert.rejects(client.db('tracellm').command({ listIndexes: 'traces' }), (error) => error.code === 26);
  await traces.insertOne({});
  assert.deepEqual((await client.db('tracellm').listCollections().toArray()).map((row) => row.name), ['traces']);
}));

test('Number_types_survive_storing', () => withServer(async ({ traces }) => {
  await traces.insertOne({ _id: 1, double: new Double(15), long: Long.fromNumber(7), int: 3, none: NaN });
  const [row] = await traces.find({}, { promoteValues: false }).toArray();
  assert.deepEqual([row.double._bsontype, row.long._bsontype, row.int._bsontype], ['Double', 'Long', 'Int32']);
  assert.ok(Number.isNaN(row.none.value));
}));

test('Unknown_commands_and_unknown_fields_are_refused', () => withServer(async ({ client }) => {
  const database = client.db('tracellm');
  await assert.rejects(database.command({ frobnicate: 1 }), (error) => error.code === 59);
  const unknownField = { aggregate: 'traces', pipeline: [], cursor: {}, wrong: 1 };
  await assert.rejects(database.command(unknownField), (error) => error.code === 40415);
  await assert.rejects(database.command({ aggregate: 'traces', pipeline: [] }), (error) => error.code === 9);
}));

test('A_getMore_with_a_time_limit_is_refused_where_it_never_waits', () => withServer(async ({ traces, client }) => {
  await traces.insertMany([{}, {}, {}]);
  const database = client.db('tracellm');
  const { cursor } = await database.command({ find: 'traces', batchSize: 1 });
  await assert.rejects(database.command({ getMore: cursor.id, collection: 'traces', maxTimeMS: 5 }), (error) => error.code === 2);
  assert.equal((await database.command({ getMore: cursor.id, collection: 'traces' })).cursor.nextBatch.length, 2);
}));

test('A_client_introduces_itself_once', () => withServer(async ({ client }) => {
  const hello = { hello: 1, client: { driver: { name: 'again', version: '1' } } };
  await assert.rejects(client.db('admin').command(hello), (error) => error.code === 186);
}));
