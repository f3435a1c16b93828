"""Seeded traces in the shapes of the real records.

Usage: python3 -m harness.generate [COUNT] [SEED]      prints a JSON array
"""
import hashlib
import json
import random
import sys
from datetime import datetime, timedelta, timezone

from backend.extended_json import parse_date, to_document

MODELS = ("gpt-4.1-mini", "gpt-4o", "claude-sonnet-4", "llama-3.1-70b-instruct", "mistral-large")
PROJECTS = ("default", "checkout-bot", "rag-demo")
ENVIRONMENTS = ("development", "staging", "production")
TOOLS = ("planner", "vector_search", "sql_runner", "reranker", "summarizer", "guardrail_check")
FAILURES = ("schema registry timeout", "partial metadata returned", "tool call refused")
PROMPTS = (
    "Explain transformers to a new colleague",
    "Write a SQL query that finds duplicate customers by e-mail",
    "Summarise the quarterly report in three bullet points",
    "Refactor this function to be async:\n\ndef f(x):\n    return x + 1",
    "Übersetze den Vertrag ins Englische",
    "東京の天気を三行で要約してください",
    "Plan a trip to Kyoto with a budget of $800 🏯",
)
STATUSES = ("success",) * 16 + ("warning",) * 3 + ("failed",)


def traces(count, seed=1, newest=None, spacing_seconds=7.0, **fixed):
    """`count` traces, newest first, created at `newest` (an hour ago unless given) and every few seconds before; `fixed`
    overrides fields of all of them."""
    generator = random.Random(seed)
    newest = newest or datetime.now(timezone.utc) - timedelta(hours=1)
    return [{**_trace(generator, newest - timedelta(seconds=spacing_seconds * position)), **fixed} for position in range(count)]


def _trace(generator, created):
    status = generator.choice(STATUSES)
    steps = [_step(generator, created) for _ in range(generator.randrange(10))]
    if status == "failed" and steps:
        steps[-1]["success"] = False
    latency = round(generator.lognormvariate(6.6, 0.9), 2)
    project = generator.choice(PROJECTS)
    return {
        "trace_id": _uuid(generator),
        "prompt": generator.choice(PROMPTS),
        "response": "Transformers are neural networks built around self-attention. " * generator.randrange(1, 6),
        "latency": latency,
        "token_count": generator.randrange(20, 6000),
        "model_name": generator.choice(MODELS),
        "project_id": project,
        "project_name": project,
        "api_key": "sk-secret-" + _uuid(generator),
        "environment": generator.choice(ENVIRONMENTS),
        "status": status,
        "steps": steps,
        "retry_count": generator.randrange(1, 4) if status == "warning" else 0,
        "slow_request": latency >= 1500,
        "failure_reason": None if status == "success" else generator.choice(FAILURES),
        "created_at": _iso(created),
        "updated_at": _iso(created + timedelta(milliseconds=latency)),
    }


def _step(generator, created):
    return {
        "step_id": _uuid(generator),
        "tool_name": generator.choice(TOOLS),
        "input": {"query": generator.choice(PROMPTS), "k": generator.randrange(1, 9)},
        "output": {"rows": generator.randrange(50)},
        "duration": round(generator.lognormvariate(5, 1), 2),
        "success": True,
        "timestamp": _iso(created),
    }


def odd_traces(seed=99):
    """One trace each with an unusable latency or token count, a missing status, an absent or wrongly typed field."""
    absent = object()
    latencies = (-5, "x", float("nan"), float("inf"), float("-inf"), None, absent, True, [3.0], 1e13)
    oddities = [{"latency": value} for value in latencies]
    oddities += [{"token_count": value} for value in ("many", -3, None, absent, float("nan"))]
    no_reason = {"status": absent, "failure_reason": None, "retry_count": 0}
    failed_step = {"step_id": "1", "tool_name": "t", "input": {}, "output": {}, "duration": 1.0, "success": False}
    oddities += [
        {**no_reason, "steps": []},
        {**no_reason, "steps": [failed_step]},
        {**no_reason, "steps": [], "failure_reason": "partial metadata returned"},
        {**no_reason, "steps": [], "retry_count": 2},
        {**no_reason, "status": "odd", "steps": []},
        {**no_reason, "status": None, "steps": [failed_step]},
        {"steps": "none"}, {"steps": absent}, {"prompt": None}, {"prompt": absent}, {"prompt": ["list"]},
        {"model_name": None}, {"model_name": absent}, {"failure_reason": {"an": "object"}},
    ]
    base = traces(len(oddities), seed)
    return [{name: value for name, value in {**trace, **oddity}.items() if value is not absent}
            for trace, oddity in zip(base, oddities)]


def documents(trace_list):
    """Traces as documents stored long ago, in extended JSON: each _id made at its created_at, as the writer would have done."""
    rows = []
    for position, trace in enumerate(trace_list):
        seconds = (parse_date(trace["created_at"]) or 0) // 1000
        unique = hashlib.sha256(f"{trace.get('trace_id')} {position}".encode()).hexdigest()[:16]
        rows.append({"_id": {"$oid": f"{seconds:08x}{unique}"}, **to_document(trace)})
    return rows


def new_documents(trace_list):
    """Traces as documents to be stored now: the writer makes their _ids."""
    return [to_document(trace) for trace in trace_list]


def _uuid(generator):
    digits = f"{generator.getrandbits(128):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _iso(moment):
    return moment.isoformat(timespec="microseconds")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    print(json.dumps(traces(*(numbers or [100])), indent=1))
