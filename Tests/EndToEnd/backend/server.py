"""The backend: /ws, /api/, /api/traces as the real one serves them, and /control/ for the tests.

Usage: python3 -m backend.server [--port N] [--mongo-control-port N] [--database NAME] [--certificate PEM]
           [--without-websocket]
Prints one line of JSON, {"port": ...}, when it listens on 127.0.0.1. Ends with SIGTERM.

  POST /control/save      {"traces": [...], "broadcast": bool, "store": bool} -> {"seconds": [...]}: each save's duration
  POST /control/send      {"texts": [...]}                         -> {"sent_ns": [...]}: messages as they are, to every client
  POST /control/stream    {"traces": [...], "rate": N}             broadcasts them at N per second in the background
  GET  /control/state                                              -> {"clients", "connects", "pings", "streamed_ns"}
"""
import argparse
import asyncio
import json
import socket
import time

import uvicorn
import websockets
from fastapi import Body, FastAPI, HTTPException, Query, WebSocket, WebSocketDisconnect

from backend.stores import MemoryStore, MongoStore

WELCOME = {"type": "system.connected", "status": "connected", "message": "TraceLLM websocket active"}


class Clients:
    """The connected WebSockets. A broadcast awaits each client's socket in turn, as the real backend does."""

    def __init__(self):
        self.sockets = []
        self.connects = 0
        self.pings = 0

    async def serve(self, client):
        """Welcomes a client and answers its pings until it leaves."""
        await client.accept()
        self.sockets.append(client)
        self.connects += 1
        try:
            await client.send_json(WELCOME)
            while True:
                message = json.loads(await client.receive_text())
                if message.get("type") == "ping":
                    self.pings += 1
                    await client.send_json({"type": "system.pong", "timestamp": message.get("ts")})
        except (WebSocketDisconnect, websockets.ConnectionClosed):
            pass  # it left: while we waited for its next message, or while we sent it one
        finally:
            if client in self.sockets:
                self.sockets.remove(client)

    async def send(self, text):
        """Sends a text message to every client; returns the clock at the first byte, in nanoseconds."""
        started = time.monotonic_ns()
        for client in list(self.sockets):
            try:
                await client.send_text(text)
            except Exception:  # a client that is gone must not keep the others from the message
                if client in self.sockets:
                    self.sockets.remove(client)
        return started


def create_app(store, has_websocket=True):
    """The web application over a store."""
    app = FastAPI()
    clients = Clients()
    streamed_ns = []

    async def save(trace, broadcast, is_stored=True):
        if is_stored:
            await store.save(trace)
        if broadcast:
            streamed_ns.append(await clients.send(json.dumps({"type": "trace.created", "trace": trace})))

    if has_websocket:
        add_websocket(app, clients)
    add_rest_routes(app, store, save)

    @app.post("/control/save")
    async def control_save(traces: list = Body(), broadcast: bool = Body(True), is_stored: bool = Body(True, alias="store")):
        seconds = []
        for trace in traces:
            started = time.perf_counter()
            await save(trace, broadcast, is_stored)
            seconds.append(time.perf_counter() - started)
        return {"seconds": seconds}

    @app.post("/control/send")
    async def control_send(texts: list = Body(embed=True)):
        return {"sent_ns": [await clients.send(text) for text in texts]}

    @app.post("/control/stream")
    async def control_stream(traces: list = Body(), rate: float = Body()):
        streamed_ns.clear()
        app.state.stream = asyncio.create_task(stream(traces, rate, save))

    @app.get("/control/state")
    async def control_state():
        return {"clients": len(clients.sockets), "connects": clients.connects, "pings": clients.pings, "streamed_ns": streamed_ns}

    return app


def add_websocket(app, clients):
    """The live feed."""

    @app.websocket("/ws")
    async def websocket(client: WebSocket):
        await clients.serve(client)


def add_rest_routes(app, store, save):
    """The REST API of the real backend."""

    @app.get("/api/")
    async def health():
        return {"status": "ok", "storage_type": store.storage_type}

    @app.post("/api/traces")
    async def ingest(trace: dict = Body()):
        await save(trace, broadcast=True)
        return trace

    @app.get("/api/traces")
    async def traces(limit: int = Query(50, ge=1, le=200), status: str = None, model: str = None, project_id: str = None,
                     environment: str = None):
        wanted = {"status": status, "model_name": model, "project_id": project_id, "environment": environment}
        total, items = await store.find({name: value for name, value in wanted.items() if value is not None}, limit)
        return {"total": total, "items": items}

    @app.get("/api/traces/{trace_id}")
    async def one_trace(trace_id: str):
        _, items = await store.find({"trace_id": trace_id}, 1)
        if not items:
            raise HTTPException(404, "Trace not found")
        return items[0]


async def stream(traces, rate, save):
    """Broadcasts traces at an even rate, catching up when the clock has run ahead; stores nothing."""
    started = time.monotonic()
    for position, trace in enumerate(traces):
        await asyncio.sleep(max(0.0, started + position / rate - time.monotonic()))
        await save(trace, broadcast=True, is_stored=False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--mongo-control-port", type=int)
    parser.add_argument("--database", default="tracellm")
    parser.add_argument("--certificate")
    parser.add_argument("--without-websocket", action="store_true")
    arguments = parser.parse_args()
    is_mongo = arguments.mongo_control_port is not None
    store = MongoStore(arguments.mongo_control_port, arguments.database) if is_mongo else MemoryStore()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", arguments.port))
    listener.listen(64)
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    app = create_app(store, has_websocket=not arguments.without_websocket)
    config = uvicorn.Config(app, log_level="error", ws="websockets", ssl_certfile=arguments.certificate)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
