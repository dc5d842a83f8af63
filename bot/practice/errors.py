"""What can go wrong with a practice; `message` is the Chinese sentence for whoever tried."""

from __future__ import annotations


class PracticeError(ValueError):
    """A practice cannot be had this way; `status` is the HTTP status that fits."""

    status, code, message = 409, "practice", "这次演练现在不能这样做。"

    def __init__(self) -> None:
        super().__init__(self.message)


class UnknownPractice(PracticeError):
    """There is no such practice, or it is somebody else's."""

    status, code, message = 404, "unknown_practice", "没有这次演练，可能已经结束或不是您的。"


class UnknownDrill(PracticeError):
    """There is no such drill for people in this hotline."""

    status, code, message = 404, "unknown_drill", "没有这个演练，请从列表里选。"


class NoDrills(PracticeError):
    """This installation came without drills for its hotline."""

    status, code = 404, "no_drills"
    message = "这台服务器上没有这条热线的演练脚本（tests/drills），请管理员放好、重启以后再练。"


class NotAtTheDesk(PracticeError):
    """The trainee has not arrived at the desk."""

    code, message = "not_at_the_desk", "这位同事不在工作台上，请先打开“接待”页。"


class AlreadyPractising(PracticeError):
    """The trainee has a practice that is not over."""

    code, message = "already_practising", "这位同事还有一场演练没结束。"


class AlreadyOver(PracticeError):
    """The practice has ended meanwhile."""

    code, message = "already_over", "这场演练已经结束了。"
