/** The engine orders, compares and converts as MongoDB documents it, where mingo alone does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Binary, ObjectId } from 'bson';
import { matching, runPipeline } from '../engine.mjs';
import { compareValues } from '../order.mjs';

const ASCENDING = [null, NaN, -Infinity, -5, 0, 3072.8, Infinity, '', 'x', 'é', '\uFFFD', '🦖', {}, { a: 1 }, [], [1],
  new Binary(Buffer.from([1])), new ObjectId('000000000000000000000001'), new ObjectId('6b02892451f94ffefc8531fc'),
  false, true, new Date(-1), new Date(5)];

/** The value of an expression for one document. */
const evaluate = (expression, document = {}) => runPipeline([document], [{ $project: { _id: 0, value: expression } }])[0].value;

test('Compare_orders_every_type_as_bson_does', () => {
  for (let i = 0; i < ASCENDING.length; i++) {
    for (let j = 0; j < ASCENDING.length; j++) {
      assert.equal(compareValues(ASCENDING[i], ASCENDING[j]), Math.sign(i - j), `${i} against ${j}`);
    }
  }
  assert.equal(compareValues(undefined, null), -1);
});

test('Sort_orders_every_type_and_puts_missing_with_null', () => {
  const documents = ASCENDING.filter((value) => !Array.isArray(value)).map((value, id) => ({ _id: id, value }));
  const shuffled = [...documents].reverse();
  const sorted = runPipeline([...shuffled, { _id: -1 }], [{ $sort: { value: 1, _id: 1 } }]);
  assert.deepEqual(sorted.map((row) => row._id), [-1, ...documents.map((row) => row._id)]);
  assert.equal(runPipeline(shuffled, [{ $sort: { value: -1 } }])[0].value.getTime(), 5);
});

test('Sort_is_stable_and_takes_several_keys', () => {
  const rows = [[1, 'b'], [0, 'c'], [1, 'a'], [0, 'd']].map(([n, name], at) => ({ n, name, at }));
  assert.deepEqual(runPipeline(rows, [{ $sort: { n: 1 } }]).map((row) => row.at), [1, 3, 0, 2]);
  assert.deepEqual(runPipeline(rows, [{ $sort: { n: -1, name: 1 } }]).map((row) => row.at), [2, 0, 1, 3]);
});

test('An_expression_compares_across_types', () => {
  const isUsable = { $and: [{ $gte: ['$latency', 0] }, { $lt: ['$latency', 1e12] }] };
  const usable = (latency) => evaluate({ $cond: [isUsable, '$latency', null] }, { latency });
  assert.deepEqual([12.5, 0, -5, NaN, Infinity, 'x', null, undefined, true, [], new Date()].map(usable),
    [12.5, 0, null, null, null, null, null, null, null, null, null]);
});

test('Equality_in_an_expression_tells_missing_from_null', () => {
  assert.equal(evaluate({ $eq: ['$absent', null] }), false);
  assert.equal(evaluate({ $eq: ['$there', null] }, { there: null }), true);
  assert.equal(evaluate({ $eq: ['$list', 1] }, { list: [1] }), false);
});

test('A_match_sees_only_values_of_the_operands_type', () => {
  const rows = ASCENDING.map((value) => ({ value }));
  const found = (condition) => matching(rows, { value: condition }).map((row) => row.value);
  assert.deepEqual(found({ $gte: 0 }), [0, 3072.8, Infinity, [1]]);
  assert.deepEqual(found({ $lt: 'x' }), ['']);
  assert.deepEqual(found({ $gte: new ObjectId('000000000000000000000002') }).map(String), ['6b02892451f94ffefc8531fc']);
  assert.deepEqual(found({ $lte: new Date(0) }).map(Number), [-1]);
  assert.equal(matching([{}, { value: null }, { value: 1 }], { value: null }).length, 2);
  assert.equal(found({ $in: [new ObjectId('6b02892451f94ffefc8531fc'), 'x'] }).length, 2);
  assert.equal(found({ $ne: 'x' }).length, rows.length - 1);
});

test('Sums_take_nan_and_infinity_and_pass_over_the_rest', () => {
  const sum = (values) => runPipeline(values.map((v) => ({ v })), [{ $group: { _id: null, total: { $sum: '$v' } } }])[0].total;
  assert.equal(sum([1, 'x', null, 2.5]), 3.5);
  assert.ok(Number.isNaN(sum([1, NaN])));
  assert.equal(sum([1, Infinity]), Infinity);
});

test('Group_keys_of_several_parts_keep_nulls_and_numbers_apart', () => {
  const rows = [['a', 1], ['a', null], ['a', 1], ['b', 1]].map(([s, b]) => ({ s, b }));
  const groups = runPipeline(rows, [{ $group: { _id: { s: '$s', b: '$b' }, n: { $sum: 1 } } }]);
  assert.deepEqual(groups.map((group) => [group._id.s, group._id.b, group.n]), [['a', 1, 2], ['a', null, 1], ['b', 1, 1]]);
});

test('Convert_to_text_answers_errors_and_nulls_as_told', () => {
  const text = (value) => evaluate({ $convert: { input: '$v', to: 'string', onError: 'error', onNull: 'null' } }, { v: value });
  assert.deepEqual(['x', 5, true, null, undefined, [1], { a: 1 }].map(text),
    ['x', '5', 'true', 'null', 'null', 'error', 'error']);
  assert.throws(() => evaluate({ $convert: { input: '$v', to: 'string' } }, { v: [1] }), { code: 241 });
});

test('Substrings_are_cut_by_code_point_and_refuse_arrays', () => {
  assert.equal(evaluate({ $substrCP: ['$v', 0, 2] }, { v: '🦖a🦖' }), '🦖a');
  assert.equal(evaluate({ $substrCP: ['$v', 0, 2] }), '');
  assert.throws(() => evaluate({ $substrCP: ['$v', 0, 2] }, { v: [1] }), { code: 16007 });
});

test('Size_and_filter_count_failed_steps', () => {
  const list = { $cond: [{ $isArray: '$steps' }, '$steps', []] };
  const failed = { $size: { $filter: { input: list, as: 's', cond: { $eq: ['$$s.success', false] } } } };
  assert.equal(evaluate(failed, { steps: [{ success: true }, { success: false }, {}, 5] }), 1);
  assert.equal(evaluate({ $size: list }, { steps: 'none' }), 0);
  assert.throws(() => evaluate({ $size: '$steps' }), { code: 17124 });
});

test('Buckets_come_from_floor_and_logarithm', () => {
  assert.equal(evaluate({ $floor: { $divide: [{ $ln: { $add: ['$v', 1] } }, Math.log(1.02)] } }, { v: 0 }), 0);
  assert.equal(evaluate({ $floor: { $divide: [{ $ln: { $add: ['$v', 1] } }, Math.log(1.02)] } }, { v: 3072.8 }),
    Math.floor(Math.log(3073.8) / Math.log(1.02)));
});

test('Unknown_stages_and_operators_have_mongodbs_codes', () => {
  assert.throws(() => runPipeline([{}], [{ $nothing: {} }]), { code: 40324 });
  assert.throws(() => evaluate({ $nothing: 1 }), { code: 168 });
});

test('A_projection_never_changes_what_is_stored', () => {
  const stored = { _id: 1, steps: [{ a: 1 }], prompt: 'long' };
  runPipeline([stored], [{ $project: { prompt: { $substrCP: ['$prompt', 0, 1] }, steps: 1 } }]);
  assert.deepEqual(stored, { _id: 1, steps: [{ a: 1 }], prompt: 'long' });
});
