/**
 * Another process that stores traces, as TraceLLM's SDK does: reads an array of documents in extended JSON from stdin and
 * inserts them with the official driver. `node insert.mjs <uri> <database> [collection]`
 */
import { text } from 'node:stream/consumers';
import { EJSON } from 'bson';
import { MongoClient } from 'mongodb';

const [uri, database, collection = 'traces'] = process.argv.slice(2);
const documents = EJSON.parse(await text(process.stdin), { relaxed: false });
const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5000, appName: 'another-process' });
try {
  const result = await client.db(database).collection(collection).insertMany(documents);
  console.log(result.insertedCount);
} finally {
  await client.close();
}
