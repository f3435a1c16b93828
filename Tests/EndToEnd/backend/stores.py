"""Where the backend keeps traces: in memory (as its SQLite default, without MongoDB) or in the MongoDB-wire server."""
import asyncio
import json
import urllib.request

from backend.extended_json import to_document, to_trace

CONTROL_TIMEOUT_SECONDS = 5


class MemoryStore:
    """Traces in a list; stands for the backend's SQLite store."""

    storage_type = "sqlite"

    def __init__(self):
        self._traces = []

    async def save(self, trace):
        self._traces.append(trace)

    async def find(self, equalities, limit):
        """(how many match, the newest of them)."""
        matches = [trace for trace in self._traces if all(trace.get(name) == value for name, value in equalities.items())]
        matches.sort(key=lambda trace: trace.get("created_at") or "", reverse=True)
        return len(matches), matches[:limit]


class MongoStore:
    """Traces in the MongoDB-wire server, written and read through its control port."""

    storage_type = "mongodb"

    def __init__(self, control_port, database):
        self._address = f"http://127.0.0.1:{control_port}/{{}}?db={database}"

    async def save(self, trace):
        await self._post("insert", [to_document(trace)])

    async def find(self, equalities, limit):
        """(how many match, the newest of them)."""
        total = await self._post("count", equalities)
        rows = await self._post("find", {"filter": equalities, "sort": {"created_at": -1}, "limit": limit})
        return int(total["n"]["$numberInt"]), [to_trace(row) for row in rows]

    async def _post(self, action, body):
        return await asyncio.to_thread(self._post_now, action, json.dumps(body).encode())

    def _post_now(self, action, body):
        request = urllib.request.Request(self._address.format(action), body)
        with urllib.request.urlopen(request, timeout=CONTROL_TIMEOUT_SECONDS) as answer:
            return json.load(answer)
