"""What is missing for a window is named before Qt can abort."""

from fieldapp.ui import display


def test_without_a_display_the_command_line_is_offered() -> None:
    sentence = display.problem({}, platform="linux", has=lambda _name: True)
    assert sentence is not None
    assert "fieldapp --help" in sentence


def test_a_missing_library_is_named_with_its_package() -> None:
    gone = {"libxcb-icccm.so.4", "libxcb-keysyms.so.1"}
    sentence = display.problem({"DISPLAY": ":0"}, platform="linux", has=lambda n: n not in gone)
    assert sentence is not None
    assert sentence.endswith("sudo apt install libxcb-icccm4 libxcb-keysyms1")


def test_offscreen_needs_no_library_of_x11() -> None:
    environ = {"QT_QPA_PLATFORM": "offscreen"}
    assert display.problem(environ, platform="linux", has=lambda n: "xcb" not in n) is None


def test_wayland_alone_needs_its_own_libraries() -> None:
    sentence = display.problem(
        {"WAYLAND_DISPLAY": "wayland-0"}, platform="linux", has=lambda n: "wayland" not in n
    )
    assert sentence is not None
    assert "libwayland-client0" in sentence


def test_elsewhere_there_is_nothing_to_check() -> None:
    assert display.problem({}, platform="win32", has=lambda _name: False) is None


def test_this_machine_can_show_what_the_tests_show() -> None:
    assert display.problem({"QT_QPA_PLATFORM": "offscreen"}) is None
