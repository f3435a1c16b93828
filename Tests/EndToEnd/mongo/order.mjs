/**
 * BSON's order of values, as MongoDB compares and sorts them (manual: Comparison/Sort Order). mingo orders by JavaScript types,
 * which puts NaN, ObjectIds and absent fields in the wrong places.
 */

const RANK_MISSING = 2;
const RANK_NULL = 3;
const RANK_NUMBER = 4;
const RANK_STRING = 5;
const RANK_OBJECT = 6;
const RANK_ARRAY = 7;

const RANK_BY_BSON_TYPE = {
  MinKey: 1,
  Int32: RANK_NUMBER,
  Double: RANK_NUMBER,
  Long: RANK_NUMBER,
  Decimal128: RANK_NUMBER,
  BSONSymbol: RANK_STRING,
  Binary: 8,
  ObjectId: 9,
  Timestamp: 12,
  BSONRegExp: 13,
  MaxKey: 127,
};

/** The place of a value's type in BSON's order; undefined stands for an absent field. */
export function typeRank(value) {
  switch (typeof value) {
    case 'undefined': return RANK_MISSING;
    case 'number': case 'bigint': return RANK_NUMBER;
    case 'string': return RANK_STRING;
    case 'boolean': return 10;
  }
  if (value === null) return RANK_NULL;
  if (Array.isArray(value)) return RANK_ARRAY;
  if (value instanceof Date) return 11;
  if (value instanceof RegExp) return 13;
  return RANK_BY_BSON_TYPE[value._bsontype] ?? RANK_OBJECT;
}

/** Compares two values of an expression ($gte, $cmp ...): an absent field stands below null. */
export function compareValues(a, b) {
  const rank = typeRank(a);
  const difference = rank - typeRank(b);
  if (difference !== 0) return Math.sign(difference);
  switch (rank) {
    case RANK_MISSING: case RANK_NULL: return 0;
    case RANK_NUMBER: return compareNumbers(Number(a), Number(b));
    case RANK_STRING: return compareText(String(a), String(b));
    case RANK_OBJECT: return compareObjects(a, b);
    case RANK_ARRAY: return compareArrays(a, b);
    case 8: return compareBinary(a, b);
    case 9: return Math.sign(Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
    case 13: return compareText(String(a), String(b));
    default: return compareNumbers(Number(a), Number(b));
  }
}

/** Compares two sort keys: here an absent field and null are equal. */
export function compareSortKeys(a, b) {
  return compareValues(a === undefined ? null : a, b === undefined ? null : b);
}

/** NaN is equal to itself and below every other number. */
function compareNumbers(a, b) {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By UTF-8 bytes, which is by code point; JavaScript's own order is by UTF-16 unit. */
function compareText(a, b) {
  return a === b ? 0 : Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Field by field in stored order: type, then name, then value; the shorter is lower. */
function compareObjects(a, b) {
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [leftName, leftValue] = left[i];
    const [rightName, rightValue] = right[i];
    const order = Math.sign(typeRank(leftValue) - typeRank(rightValue))
      || compareText(leftName, rightName)
      || compareValues(leftValue, rightValue);
    if (order !== 0) return order;
  }
  return Math.sign(left.length - right.length);
}

function compareArrays(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareValues(a[i], b[i]);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

/** Length first, then subtype, then bytes. */
function compareBinary(a, b) {
  return Math.sign(a.length() - b.length())
    || Math.sign(a.sub_type - b.sub_type)
    || Math.sign(Buffer.compare(Buffer.from(a.value()), Buffer.from(b.value())));
}
