"""Clients who take their time: `python -m tests.trials.slow ADDRESS SECONDS` holds 300 heads and 300 bodies open.

Half of each bring nothing more, half a byte every few seconds. It says "open" when all are, and at the end in JSON how
many of each kind were let go, and after how many seconds the last of them.
"""

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

from tests.trials.proxies import unverified

OF_EACH_KIND = 150
PAUSE = 4
HEAD = "GET /en/ HTTP/1.1\r\nHost: {0}\r\nX-Slow: "
FORM = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2000\r\n"
BODY = f"POST /admin/login/ HTTP/1.1\r\nHost: {{0}}\r\n{FORM}\r\na="
KINDS = {
    "idle heads": (HEAD, False),
    "dripping heads": (HEAD, True),
    "idle bodies": (BODY, False),
    "dripping bodies": (BODY, True),
}


async def opened(address, start, number):
    """A connection that has sent the start of a request, as one of twenty clients."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1",
        urlsplit(address).port,
        ssl=unverified(),
        server_hostname=urlsplit(address).hostname,
        local_addr=(f"127.0.0.{number % 20 + 2}", 0),
    )
    writer.write(start.format(urlsplit(address).hostname).encode())
    await writer.drain()
    return reader, writer


async def drip(writer):
    while True:
        await asyncio.sleep(PAUSE)
        writer.write(b"a")
        await writer.drain()


async def held(reader, writer, drips, seconds):
    """After how many seconds the server let go of a connection, by an answer or by closing it; None if it did not."""
    began = time.monotonic()
    dripping = asyncio.ensure_future(drip(writer)) if drips else None
    try:
        await asyncio.wait_for(reader.read(1), seconds)
    except TimeoutError:
        return None
    except OSError:
        pass
    finally:
        if dripping:
            dripping.cancel()
        writer.close()
    return time.monotonic() - began


async def main(address, seconds):
    connections = []
    for kind, (start, drips) in KINDS.items():
        for number in range(OF_EACH_KIND):
            connections.append((kind, drips, await opened(address, start, number)))
    print("open", flush=True)
    times = await asyncio.gather(*(held(*pair, drips, seconds) for _kind, drips, pair in connections))
    ends = {kind: [] for kind in KINDS}
    for (kind, _drips, _pair), end in zip(connections, times, strict=True):
        if end is not None:
            ends[kind].append(end)
    print(json.dumps({kind: [len(found), round(max(found, default=0))] for kind, found in ends.items()}))


asyncio.run(main(sys.argv[1], float(sys.argv[2])))
