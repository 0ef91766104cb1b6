"""FastMCP's OAuth proxy with its storage here: fastmcp_oauth_proxy.py HOST PORT STATE

The first run registers a client, logs in and writes its tokens to the file STATE. A second run,
with the daemon killed and started in between, uses and refreshes them. The daemon's configuration
includes config/policies-fastmcp.conf.
"""

import asyncio
import base64
import hashlib
import json
import logging
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlparse

import httpx2
import redis
from checks import Checks, address
from cryptography.fernet import Fernet
from fastmcp import FastMCP
from fastmcp.server.auth import OAuthProxy
from fastmcp.server.auth.providers.jwt import StaticTokenVerifier
from key_value.aio.stores.redis import RedisStore
from key_value.aio.wrappers.encryption import FernetEncryptionWrapper

logging.disable(logging.WARNING)
check = Checks()
host, port = address()
DAY = 86_400
YEAR = 365 * DAY
BASE = "http://localhost:8000"
CALLBACK = "http://localhost:7777/callback"
VERIFIER = "v" * 43
FERNET = Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"a test's key").digest()))


class IdentityProvider(BaseHTTPRequestHandler):
    """Answers every token request."""

    def do_POST(self):
        grant = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        again = grant["grant_type"] == ["refresh_token"]
        body = {"access_token": "second" if again else "first", "refresh_token": "r"}
        text = json.dumps(body | {"token_type": "Bearer", "expires_in": 3600}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def proxy(upstream):
    tokens = {name: {"client_id": "us", "scopes": ["read"]} for name in ("first", "second")}
    return OAuthProxy(
        upstream_authorization_endpoint=f"{upstream}/authorize",
        upstream_token_endpoint=f"{upstream}/token",
        upstream_client_id="us",
        upstream_client_secret="not a secret",
        token_verifier=StaticTokenVerifier(tokens=tokens, required_scopes=["read"]),
        base_url=BASE,
        client_storage=FernetEncryptionWrapper(
            key_value=RedisStore(host=host, port=port), fernet=FERNET
        ),
        jwt_signing_key="a key for tests only",
        require_authorization_consent=False,
    )


async def log_in(http):
    """Dynamic client registration, the round through the browser, and the code's exchange."""
    registration = {"redirect_uris": [CALLBACK], "client_name": "test", "scope": "read"}
    client = (await http.post("/register", json=registration)).json()["client_id"]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
    question = {
        "response_type": "code",
        "client_id": client,
        "redirect_uri": CALLBACK,
        "code_challenge": challenge.decode().rstrip("="),
        "code_challenge_method": "S256",
        "state": "s",
        "scope": "read",
    }
    there = parameters(await http.get("/authorize", params=question))
    answer = {"code": "upstream-code", "state": there["state"][0]}
    back = parameters(await http.get("/auth/callback", params=answer))
    check.equal("state", back["state"], ["s"])
    form = {"grant_type": "authorization_code", "code": back["code"][0], "client_id": client}
    form |= {"redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    response = await http.post("/token", data=form)
    check.equal("tokens", response.status_code, 200)
    check.equal("the code again", (await http.post("/token", data=form)).is_error, True)
    return response.json() | {"client_id": client}


async def refresh(http, state):
    form = {"grant_type": "refresh_token", "refresh_token": state["refresh_token"]}
    return await http.post("/token", data=form | {"client_id": state["client_id"]})


def parameters(redirect):
    check.equal("redirect", redirect.status_code, 302)
    return parse_qs(urlparse(redirect.headers["location"]).query)


def check_lifetimes():
    plain = redis.Redis(host, port, decode_responses=True)
    kinds = {key.split("::")[0]: plain.ttl(key) for key in plain.scan_iter(count=1000)}
    # It names no expiry; the policy gives it 90 days.
    check.within("of a registration", kinds["mcp-oauth-proxy-clients"], 90 * DAY - 60, 90 * DAY)
    check.within("of its refresh token", kinds["mcp-refresh-tokens"], YEAR - 60, YEAR)
    check.within("of the upstream tokens", kinds["mcp-upstream-tokens"], YEAR - 60, YEAR)
    check.equal("no code is left", "mcp-authorization-codes" in kinds, False)


async def main(state_file):
    provider = HTTPServer(("127.0.0.1", 0), IdentityProvider)
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    auth = proxy(f"http://127.0.0.1:{provider.server_port}")
    app = FastMCP("test", auth=auth).http_app()
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url=BASE, trust_env=False) as http:
        if not os.path.exists(state_file):
            state = await log_in(http)
            check_lifetimes()
            with open(state_file, "w") as file:
                json.dump(state, file)
        else:
            with open(state_file) as file:
                state = json.load(file)
            client = await auth.get_client(state["client_id"])
            check.equal("registration", client and client.client_name, "test")
            renewed = await refresh(http, state)
            check.equal("refresh", renewed.status_code, 200)
            check.equal("the old refresh token", (await refresh(http, state)).is_error, True)
            state = renewed.json() | {"client_id": state["client_id"]}
        token = await auth.load_access_token(state["access_token"])
        check.equal("access token", token and token.scopes, ["read"])
    check.done()


asyncio.run(main(sys.argv[3]))
