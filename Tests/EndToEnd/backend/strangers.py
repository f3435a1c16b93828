"""Servers that are not TraceLLM's, on ports where the monitor looks for it.

Usage: python3 -m backend.strangers {web,websocket,blackhole} [--port N]
  web        a web server that answers every request with a page, as a development server on port 3000 does
  websocket  accepts a WebSocket on any path, talks of its own affairs, sends no welcome and answers no ping of ours
  blackhole  accepts connections, reads nothing, never answers
Prints one line of JSON, {"port": ...}, when it listens on 127.0.0.1. Ends with SIGTERM.
"""
import argparse
import asyncio
import json
import socket

import websockets

PAGE = b"<!doctype html><title>Somebody else's application</title>"


async def serve_web(port):
    async def answer(reader, writer):
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PAGE)}\r\n\r\n"
                writer.write(head.encode() + PAGE)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    return (await asyncio.start_server(answer, "127.0.0.1", port)).sockets


async def serve_websocket(port):
    async def talk(client):
        try:
            await client.send('{"type":"connected"}')
            await client.send("plain words, not JSON")
            await client.wait_closed()
        except websockets.ConnectionClosed:
            pass  # it left early, as it should

    return (await websockets.serve(talk, "127.0.0.1", port)).sockets


async def serve_blackhole(port):
    listener = socket.create_server(("127.0.0.1", port))
    listener.setblocking(False)
    HELD.append(asyncio.create_task(accept_and_hold(listener)))
    return [listener]


async def accept_and_hold(listener):
    while True:
        connection, _ = await asyncio.get_running_loop().sock_accept(listener)
        HELD.append(connection)


#: What lives as long as the process.
HELD = []
KINDS = {"web": serve_web, "websocket": serve_websocket, "blackhole": serve_blackhole}


async def run(kind, port):
    sockets = await KINDS[kind](port)
    print(json.dumps({"port": sockets[0].getsockname()[1]}), flush=True)
    await asyncio.Event().wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    asyncio.run(run(arguments.kind, arguments.port))


if __name__ == "__main__":
    main()
