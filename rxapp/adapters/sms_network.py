"""What a failed call of `requests`, which both SMS libraries use, means for a message: it left, or nobody can say."""

from __future__ import annotations

from collections.abc import Iterator
from ssl import SSLCertVerificationError

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from rxapp.adapters.ports import Answer, Outcome

# No connection, no proxy, no certificate to trust, no address one could call: the request never went out.
_BEFORE_SENDING = (
    requests.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema, requests.exceptions.InvalidHeader,
    NewConnectionError, ConnectTimeoutError, SSLCertVerificationError,
)  # fmt: skip


def answer_to(error: BaseException) -> Answer:
    """LATER where the message certainly never left the machine; UNKNOWN for everything else, a timeout while waiting
    for the answer included: the provider may have taken it."""
    some = list(_with_causes(error))
    if any(isinstance(x, _BEFORE_SENDING) for x in some):
        return Answer(Outcome.LATER, error="cannot_connect")
    if any(isinstance(x, requests.Timeout) for x in some):
        return Answer(Outcome.UNKNOWN, error="no_answer")
    if any(isinstance(x, requests.ConnectionError | requests.exceptions.ChunkedEncodingError) for x in some):
        return Answer(Outcome.UNKNOWN, error="connection_lost")
    return Answer(Outcome.UNKNOWN, error="unexpected_answer")


def split_timeout(seconds: float) -> tuple[float, float]:
    """(to connect, to wait for the answer), together `seconds`: a host that answers does so soon."""
    connect = min(5.0, seconds / 4)
    return connect, seconds - connect


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    """An error and those it wraps: requests as its argument, urllib3 as `reason`, Aliyun's library as
    `inner_exception` around one raised while handling the real one."""
    todo: list[object] = [error]
    seen: set[int] = set()
    for one in todo:
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += [*one.args, getattr(one, "reason", None), getattr(one, "inner_exception", None)]
            if type(one).__name__ == "RetryError":
                todo.append(one.__context__)
