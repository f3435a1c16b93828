/** The official driver finds a replica set's members, reads where it is told to, and survives what happens to them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controlOf, failureOf, tracesOf, until, withDeployment } from './support.mjs';

const LONG_MS = 30_000;

/** Runs `action({deployment, connect, set})` with a set of three, the first of them primary. */
const withSet = (action, options = {}) => withDeployment({ topology: 'replicaSet', ...options },
  (deployment, connect) => action({ deployment, connect, set: deployment.set }));

/** The places of the members that were asked to run a command. */
const membersAsked = (deployment, name) => deployment.servers.flatMap((server, at) =>
  server.log.entries.some((entry) => entry.name === name) ? [at] : []);

const typesOf = (client) => [...client.topology.description.servers.values()].map((server) => server.type);

/** Waits until the driver's view of the set is as told. */
const seen = (client, condition) => until(() => condition(client.topology.description));

test('One_address_is_enough_to_find_all_members', () => withSet(async ({ deployment, connect }) => {
  deployment.ports.splice(1);
  const client = connect('?replicaSet=rs');
  await tracesOf(client).insertOne({ n: 1 });
  await seen(client, ({ servers }) => servers.size === 3 && [...servers.values()].every(({ type }) => type !== 'Unknown'));
  assert.deepEqual(typesOf(client), ['RSPrimary', 'RSSecondary', 'RSSecondary']);
  assert.deepEqual(membersAsked(deployment, 'insert'), [0]);
}));

test('Another_sets_name_finds_nobody', () => withSet(async ({ connect }) => {
  const client = connect('?replicaSet=other', { serverSelectionTimeoutMS: 200 });
  await assert.rejects(tracesOf(client).findOne(), { name: 'MongoServerSelectionError' });
}));

test('A_read_preference_sends_reads_to_a_secondary', () => withSet(async ({ deployment, connect }) => {
  const traces = tracesOf(connect('?replicaSet=rs&readPreference=secondary'));
  await traces.insertOne({ n: 1 });
  assert.equal((await traces.findOne()).n, 1);
  assert.notEqual(membersAsked(deployment, 'find')[0], 0);
}));

test('Tags_choose_the_member', () => withSet(async ({ deployment, connect, set }) => {
  set.change(set.members[2], { tags: { use: 'reports' } });
  await tracesOf(connect('?replicaSet=rs&readPreference=secondary&readPreferenceTags=use:reports')).findOne();
  assert.deepEqual(membersAsked(deployment, 'find'), [2]);
}));

test('A_secondary_without_read_preference_is_code_13435_and_takes_no_writes', () => withSet(async ({ deployment, connect }) => {
  deployment.ports.shift();
  deployment.ports.pop();
  const client = connect('?directConnection=true&retryReads=false&retryWrites=false');
  const admin = client.db('tracellm');
  await assert.rejects(tracesOf(client).insertOne({}), (error) => error.code === 10107);
  assert.equal(await admin.command({ count: 'traces' }, { readPreference: 'primaryPreferred' }).then(({ n }) => n), 0);
  const refusal = await refusalOf(deployment.servers[1], { find: 'traces', $db: 'tracellm' });
  assert.equal(refusal.code, 13435);
}));

/** What a member's role answers to a command; null where it may run. */
async function refusalOf(server, body) {
  try {
    server.topology.check({ name: Object.keys(body)[0], body });
    return null;
  } catch (error) {
    return error.toReply();
  }
}

test('An_arbiter_holds_no_data_and_is_not_asked', () => withSet(async ({ deployment, connect }) => {
  const client = connect('?replicaSet=rs&readPreference=secondary');
  await tracesOf(client).findOne();
  await seen(client, ({ servers }) => [...servers.values()].some(({ type }) => type === 'RSArbiter'));
  assert.deepEqual(membersAsked(deployment, 'find'), [1]);
  assert.equal((await refusalOf(deployment.servers[2], { find: 'traces' })).code, 13436);
}, { states: ['primary', 'secondary', 'arbiter'] }));

test('A_stepdown_is_told_at_once_and_survived', () => withSet(async ({ deployment, connect, set }) => {
  const control = await controlOf(deployment);
  const client = connect('?replicaSet=rs&heartbeatFrequencyMS=60000');
  const traces = tracesOf(client);
  await traces.insertOne({ _id: 1 });
  const before = set.electionId;
  await control('/stepdown', { electAfterMs: 50 });
  await traces.insertOne({ _id: 2 });
  assert.equal((await traces.find().toArray()).length, 2);
  assert.deepEqual(membersAsked(deployment, 'insert').at(-1), 1);
  assert.ok(set.electionId.toHexString() > before.toHexString());
}));

test('A_killed_primary_is_replaced_and_comes_back_as_a_secondary', () => withSet(async ({ deployment, connect, set }) => {
  const control = await controlOf(deployment);
  const client = connect('?replicaSet=rs');
  const traces = tracesOf(client);
  await traces.insertOne({ _id: 1 });
  await control('/kill?member=0', { electAfterMs: 50 });
  await seen(client, ({ servers }) => servers.get(set.members[0].address).type === 'Unknown');
  await traces.insertOne({ _id: 2 });
  assert.equal(set.primary, set.members[1]);
  await control('/restart?member=0', {});
  await seen(client, ({ servers }) => servers.get(set.members[0].address)?.type === 'RSSecondary');
  assert.equal((await traces.find().toArray()).length, 2);
}));

test('A_write_tried_again_after_a_lost_reply_is_stored_once', () => withSet(async ({ deployment, connect }) => {
  const traces = tracesOf(connect('?replicaSet=rs'));
  await traces.insertOne({ _id: 1 });
  const [server] = deployment.servers;
  const insert = server.databases.open('tracellm', 'traces');
  const original = insert.insert.bind(insert);
  insert.insert = (bytes) => {
    original(bytes);
    for (const session of server.sessions) session.socket.destroy();
    insert.insert = original;
  };
  await traces.insertOne({ _id: 2 });
  assert.equal(await traces.countDocuments(), 2);
}));

test('A_member_that_never_answers_is_left_out', () => withSet(async ({ deployment, connect }) => {
  const control = await controlOf(deployment);
  await control('/faults?member=1', { isBlackHole: true });
  const client = connect('?replicaSet=rs&readPreference=nearest&connectTimeoutMS=300');
  for (let i = 0; i < 5; i++) assert.equal(await tracesOf(client).findOne(), null);
  assert.deepEqual(membersAsked(deployment, 'find').includes(1), false);
}));

test('Members_that_call_themselves_otherwise_are_looked_for_under_those_names', () => withSet(async ({ connect, deployment }) => {
  const client = connect('?replicaSet=rs');
  assert.match((await failureOf(client)).message, /inside-\d\.invalid/);
  deployment.ports.splice(1);
  assert.equal(await tracesOf(connect('?directConnection=true')).findOne(), null);
}, { advertised: ['inside-0.invalid:27017', 'inside-1.invalid:27017', 'inside-2.invalid:27017'] }));

test('Hello_waits_for_a_change_and_tells_it', () => withSet(async ({ deployment, connect, set }) => {
  deployment.ports.splice(1);
  const admin = connect('?directConnection=true').db('admin');
  const { topologyVersion } = await admin.command({ hello: 1 });
  const waiting = admin.command({ hello: 1, topologyVersion, maxAwaitTimeMS: LONG_MS });
  set.change(set.members[1], { tags: { rack: 'b' } });
  const { topologyVersion: after } = await waiting;
  assert.ok(after.counter > topologyVersion.counter || Number(after.counter) > Number(topologyVersion.counter));
}));

for (const topology of ['mongos', 'loadBalanced']) {
  test(`The_driver_works_with_${topology}`, () => withDeployment({ topology, members: 2 }, async (deployment, connect) => {
    const client = connect(topology === 'loadBalanced' ? '?loadBalanced=true' : '');
    await tracesOf(client).insertMany(Array.from({ length: 50 }, (_, n) => ({ n })));
    assert.equal((await tracesOf(client).find({}, { batchSize: 10 }).toArray()).length, 50);
    const expected = topology === 'mongos' ? 'Sharded' : 'LoadBalanced';
    assert.equal(client.topology.description.type, expected);
  }));
}

test('Behind_a_load_balancer_connections_go_to_different_routers', () => withDeployment({ topology: 'loadBalanced', members: 2 },
  async (deployment, connect) => {
    await tracesOf(connect('?loadBalanced=true')).findOne();
    await tracesOf(connect('?loadBalanced=true')).findOne();
    assert.deepEqual(membersAsked(deployment, 'find'), [0, 1]);
  }));
