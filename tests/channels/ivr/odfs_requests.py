"""Requests of Huawei's platform, after the samples of its description."""

from __future__ import annotations

import json
from typing import Any

from bot.channels.ivr.odfs import Odfs
from bot.channels.messages import PhoneTurn
from tests.channels.ivr.clouds import (
    SECRET,
    request,
)

# The request samples of cec_07_0856 to 0858, with the platform's clock as it writes it.
BEGIN = {
    "call_id": "1528780879-9581",
    "call_sor_id": "13500000001",
    "call_dst_id": "10086",
    "real_callee": "12378",
    "entrance_id": "03",
    "auth_token": SECRET,
}
TALK = {
    "call_id": "1528780879-9581",
    "call_dst_id": "10086",
    "flow_result_type": "1",
    "input": "帮我查一下我的话费",
    "inter_idx": "1",
    "begin_play": "2018090407:16:24",
    "end_play": "2018090407:16:30",
    "result_time": "2018090407:16:3",
    "inter_no": "0",
    "auth_token": SECRET,
}
TRANSFERRED = {
    "call_id": "1528780879-9581",
    "call_dst_id": "10086",
    "begin_trans": "2018090407:16:24",
    "end_trans": "2018090407:16:30",
    "trans_result": "0",
    "auth_token": SECRET,
}


def body(action: Any = 9, inparams: Any = None, **values: Any) -> bytes:
    content = {
        "userid": "1528780879-9581",
        "inaction": action,
        "inparams": {**TALK, **values} if inparams is None else inparams,
        "extparams": {"transin_data": "95,22714,0,,1,1,,test_gdj_01005"},
    }
    return json.dumps(content).encode()


def read(content: bytes, dialect: Odfs | None = None) -> PhoneTurn | None:
    return (dialect or Odfs()).read(request("/ivr/odfs", content))
