/**
 * The query engine: mingo, with the operators replaced whose result differs from MongoDB's (comparison across types, equality
 * with absent fields, sort, sums with NaN, conversion to text).
 */
import { Aggregator } from 'mingo/aggregator';
import { Context, evalExpr } from 'mingo/core';
import { Lazy } from 'mingo/lazy';
import * as accumulator from 'mingo/operators/accumulator';
import * as expression from 'mingo/operators/expression';
import * as pipeline from 'mingo/operators/pipeline';
import * as projection from 'mingo/operators/projection';
import * as query from 'mingo/operators/query';
import { Query } from 'mingo/query';
import { compareSortKeys, compareValues, typeRank } from './order.mjs';
import { CommandError } from './errors.mjs';

/** Every value that a dotted path reaches, arrays entered on the way; a path that leads nowhere gives undefined. */
export function valuesAt(document, path) {
  let values = [document];
  for (const name of path.split('.')) {
    values = values.flatMap((value) => Array.isArray(value)
      ? (/^\d+$/.test(name) ? [value[Number(name)]] : value.map((item) => item?.[name]))
      : [value === null || typeof value !== 'object' ? undefined : value[name]]);
  }
  return values;
}

/** An operator of `$match`: the predicate holds for the value itself or, when it is an array, for one of its elements. */
function matchOperator(test) {
  return (path, operand) => (document) => valuesAt(document, path).some((value) =>
    test(value, operand) || (Array.isArray(value) && value.some((item) => test(item, operand))));
}

const isNullish = (value) => value === undefined || value === null;
const equals = (value, operand) =>
  isNullish(operand) ? isNullish(value)
  : operand instanceof RegExp ? typeof value === 'string' && operand.test(value)
  : compareValues(value, operand) === 0;

/**
 * `$gte` and its like in `$match` see only values of the operand's type: null matches an absent field too, and NaN is neither
 * above nor below a number.
 */
const ordered = (accept) => matchOperator((value, operand) => {
  if (isNullish(operand)) return isNullish(value) && accept(0);
  return typeRank(value) === typeRank(operand)
    && Number.isNaN(value) === Number.isNaN(operand)
    && accept(compareValues(value, operand));
});

const isIn = matchOperator((value, operands) => operands.some((operand) => equals(value, operand)));
const isEqual = matchOperator(equals);
const negated = (operator) => (path, operand) => {
  const matches = operator(path, operand);
  return (document) => !matches(document);
};

const matchOperators = {
  $eq: isEqual,
  $ne: negated(isEqual),
  $in: isIn,
  $nin: negated(isIn),
  $gt: ordered((order) => order > 0),
  $gte: ordered((order) => order >= 0),
  $lt: ordered((order) => order < 0),
  $lte: ordered((order) => order <= 0),
};

/** A comparison in an expression: by BSON's order of types, no type left out. */
function comparison(name, accept) {
  return (document, operands, options) => {
    if (!Array.isArray(operands) || operands.length !== 2) {
      throw new CommandError(16020, `Expression ${name} takes exactly 2 arguments.`);
    }
    const [left, right] = evalExpr(document, operands, options);
    return accept(compareValues(left, right));
  };
}

const expressionOperators = {
  $cmp: comparison('$cmp', (order) => order),
  $eq: comparison('$eq', (order) => order === 0),
  $ne: comparison('$ne', (order) => order !== 0),
  $gt: comparison('$gt', (order) => order > 0),
  $gte: comparison('$gte', (order) => order >= 0),
  $lt: comparison('$lt', (order) => order < 0),
  $lte: comparison('$lte', (order) => order <= 0),
  $convert: convert,
  $size: arraySize,
  $substrCP: substringByCodePoint,
};

/** `$convert` to text as MongoDB does it: objects, arrays and the like are an error, which `onError` answers. */
function convert(document, operand, options) {
  const target = evalExpr(document, operand.to, options);
  if (target !== 'string' && target !== 2) return expression.$convert(document, operand, options);
  const input = evalExpr(document, operand.input, options);
  if (isNullish(input)) return evalExpr(document, operand.onNull ?? null, options);
  if (typeof input === 'string') return input;
  if (typeof input === 'number' || typeof input === 'boolean' || typeof input === 'bigint') return String(input);
  if (input instanceof Date) return input.toISOString();
  if (['ObjectId', 'Long', 'Decimal128', 'Double', 'Int32'].includes(input._bsontype)) return input.toString();
  if ('onError' in operand) return evalExpr(document, operand.onError, options);
  throw new CommandError(241, 'Unsupported conversion to string in $convert with no onError value');
}

/** `$size` of anything but an array ends the whole command. */
function arraySize(document, operand, options) {
  const value = evalExpr(document, operand, options);
  if (!Array.isArray(value)) throw new CommandError(17124, 'The argument to $size must be an array');
  return value.length;
}

/** `$substrCP` takes text, numbers, dates and null; an array or object ends the whole command. */
function substringByCodePoint(document, operands, options) {
  const [text, start, length] = evalExpr(document, operands, options);
  if (isNullish(text)) return '';
  if (typeof text === 'object' && !(text instanceof Date)) {
    throw new CommandError(16007, "can't convert from BSON type object to String");
  }
  const plain = text instanceof Date ? text.toISOString() : String(text);
  return Array.from(plain).slice(start, start + length).join('');
}

/** `$sum` adds every number, NaN and infinity included, and passes over the rest. */
function sum(documents, operand, options) {
  if (typeof operand === 'number') return documents.length * operand;
  let total = 0;
  for (const document of documents) {
    const value = operand === null ? document : evalExpr(document, operand, { context: options.context });
    if (typeof value === 'number') total += value;
  }
  return total;
}

/** `$sort`: stable, by BSON's order; an array sorts by its lowest element upwards and by its highest downwards. */
function sortStage(input, keys) {
  const directions = Object.entries(keys);
  const keyOf = (document, path, direction) => {
    const values = valuesAt(document, path).flatMap((value) => Array.isArray(value) && value.length > 0 ? value : [value]);
    return values.reduce((best, value) => compareSortKeys(value, best) * direction < 0 ? value : best);
  };
  return input.transform((documents) => {
    const rows = documents.map((document) => ({
      document,
      keys: directions.map(([path, direction]) => keyOf(document, path, direction)),
    }));
    rows.sort((a, b) => {
      for (let i = 0; i < directions.length; i++) {
        const order = compareSortKeys(a.keys[i], b.keys[i]) * directions[i][1];
        if (order !== 0) return order;
      }
      return 0;
    });
    return Lazy(rows.map((row) => row.document));
  });
}

const context = Context.init({
  accumulator: { ...accumulator, $sum: sum },
  expression: { ...expression, ...expressionOperators },
  pipeline: { ...pipeline, $sort: sortStage },
  projection,
  query: { ...query, ...matchOperators },
});

/** Runs an aggregation pipeline over documents; the documents themselves are never changed. */
export function runPipeline(documents, stages) {
  return translateErrors(() => new Aggregator(stages, { context }).run(documents));
}

/** The documents that a query matches, in the order given. */
export function matching(documents, condition) {
  if (!condition || Object.keys(condition).length === 0) return documents;
  return translateErrors(() => {
    const compiled = new Query(condition, { context });
    return documents.filter((document) => compiled.test(document));
  });
}

/** mingo's complaints with the codes and the words that MongoDB has for them. */
function translateErrors(action) {
  try {
    return action();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const name = /(\$\w+)/.exec(error.message)?.[1] ?? '';
    if (error.message.includes('unregistered pipeline operator')) {
      throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`);
    }
    if (error.message.includes('is not registered')) throw new CommandError(168, `Unrecognized expression '${name}'`);
    throw new CommandError(2, error.message);
  }
}
