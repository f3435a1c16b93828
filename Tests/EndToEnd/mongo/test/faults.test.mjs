/** What tests can make go wrong, the record of commands, and the control port. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { Double, ObjectId, serialize } from 'bson';
import { controlOf, withServer } from './support.mjs';

test('A_rule_fails_the_commands_it_names_as_often_as_told', () => withServer(async ({ server, traces, client }) => {
  server.faults.rules = [{ commands: ['aggregate'], code: 168, times: 2 }];
  for (let i = 0; i < 2; i++) await assert.rejects(traces.aggregate([]).toArray(), (error) => error.code === 168);
  assert.deepEqual(await traces.aggregate([]).toArray(), []);
  assert.equal((await client.db('admin').command({ ping: 1 })).ok, 1);
}));

test('A_rule_can_be_bound_to_an_operator', () => withServer(async ({ server, traces }) => {
  server.faults.rules = [{ contains: '$convert', code: 168 }];
  await traces.insertOne({ _id: 1 });
  await assert.rejects(traces.aggregate([{ $project: { x: { $convert: { input: 1, to: 'string' } } } }]).toArray());
  assert.equal((await traces.aggregate([{ $project: { _id: 1 } }]).toArray()).length, 1);
}));

test('A_slow_command_ends_at_its_own_time_limit', () => withServer(async ({ server, traces }) => {
  server.faults.rules = [{ commands: ['aggregate'], delayMs: 60_000 }];
  await assert.rejects(traces.aggregate([], { maxTimeMS: 50 }).toArray(), (error) => error.code === 50);
}));

test('A_cut_connection_is_survived_by_a_retrying_driver', () => withServer(async ({ server, traces }) => {
  await traces.insertOne({});
  server.faults.rules = [{ commands: ['find'], close: true, times: 1 }];
  assert.equal((await traces.find().toArray()).length, 1);
}));

test('The_log_names_client_command_and_body', () => withServer(async ({ server, traces }) => {
  await traces.find({ status: 'failed' }, { comment: 'why' }).toArray();
  const entry = server.log.entries.find((candidate) => candidate.name === 'find');
  assert.equal(entry.client, 'test');
  assert.equal(entry.body.comment, 'why');
  assert.deepEqual(entry.body.filter, { status: 'failed' });
}));

test('A_black_hole_accepts_and_never_answers', () => withServer(async ({ server, port }) => {
  server.faults.isBlackHole = true;
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(encodePing());
  const silence = new Promise((resolve) => setTimeout(resolve, 100, 'silence'));
  assert.equal(await Promise.race([once(socket, 'data'), silence]), 'silence');
  server.faults.isBlackHole = false;
  socket.write(encodePing());
  assert.ok((await once(socket, 'data'))[0].length > 16);
}));

test('Bytes_that_are_not_the_wire_protocol_end_the_connection', () => withServer(async ({ server, port }) => {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'close');
  assert.equal(server.protocolErrors.length, 1);
}));

test('The_control_port_loads_reads_and_removes_documents', () => withServer(async ({ deployment, traces }) => {
  const control = await controlOf(deployment);
  const id = new ObjectId();
  await control('/insert', [{ _id: id, latency: new Double(15), prompt: 'x' }, { latency: new Double(NaN) }]);
  assert.equal(await traces.estimatedDocumentCount(), 2);
  assert.deepEqual((await control('/find', { filter: { prompt: 'x' } }))[0]._id, id);
  assert.deepEqual(await control('/delete', { prompt: 'x' }), { removed: 1 });
  assert.deepEqual(await control('/count', {}), { n: 1 });
  assert.ok((await control('/log')).entries.some((entry) => entry.name === 'count'));
}));

test('Indexes_can_be_taken_away', () => withServer(async ({ deployment, traces }) => {
  const control = await controlOf(deployment);
  await traces.insertOne({});
  await control('/indexes', ['_id_']);
  assert.deepEqual((await traces.listIndexes().toArray()).map((index) => index.name), ['_id_']);
}));

/** A ping as an OP_MSG. */
function encodePing() {
  const body = serialize({ ping: 1, $db: 'admin' });
  const header = Buffer.alloc(21);
  header.writeInt32LE(header.length + body.length, 0);
  header.writeInt32LE(2013, 12);
  return Buffer.concat([header, body]);
}
