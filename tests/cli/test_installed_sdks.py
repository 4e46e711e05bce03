"""Tests of the SDKs that ``larkline doctor`` finds in a project, and of what it says of old ones."""

from __future__ import annotations

import json
from importlib import metadata

import pytest
from click.testing import CliRunner

from larkline.cli.commands import larkline
from larkline.cli.installed_sdks import installed_sdks

NODE = "@larksuiteoapi/node-sdk"
GO = "github.com/larksuite/oapi-sdk-go/v3"
LOCK = {"packages": {f"node_modules/{NODE}": {"version": "1.59.0"}}}
OLD_LOCK = {"dependencies": {NODE: {"version": "1.59.0"}}}
JAVA = "com.larksuite.oapi:oapi-sdk"
POM = """<project><properties><lark.version> 2.3.1 </lark.version></properties><dependencies>
<!-- <dependency>
  <groupId>com.larksuite.oapi</groupId><artifactId>oapi-sdk</artifactId><version>1.0.0</version>
</dependency> -->
<dependency><groupId>com.example</groupId><artifactId>oapi-sdk</artifactId><version>9.9.9</version></dependency>
<dependency>
  <groupId>com.larksuite.oapi</groupId>
  <artifactId>oapi-sdk</artifactId>
  <version>{version}</version>
</dependency></dependencies></project>
"""
GRADLE = f"""dependencies {{
  // implementation("{JAVA}:1.0.0")
  implementation("com.example.{JAVA}:9.9.9")
  implementation("{JAVA}:$version")
}}
"""
MAP_FORM = "implementation group: 'com.larksuite.oapi', name: 'oapi-sdk', version: '2.3.4'"
GO_MOD = f"module bot\n\nrequire (\n\tgithub.com/other/{GO} v9.9.9\n\t{GO} v3.2.1 // indirect\n)\n"


@pytest.fixture
def python_sdk(monkeypatch):
    """Lets the Python SDK be installed in this version, or not at all."""

    def installed(version: str) -> None:
        def find(package: str) -> str:
            if package != "lark-oapi" or not version:
                raise metadata.PackageNotFoundError(package)
            return version

        monkeypatch.setattr("larkline.cli.installed_sdks.metadata.version", find)

    installed("")
    return installed


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        ({"package-lock.json": json.dumps(LOCK)}, [(NODE, "1.59.0")]),
        ({"package-lock.json": json.dumps(OLD_LOCK)}, [(NODE, "1.59.0")]),
        (
            {"package-lock.json": json.dumps(LOCK), f"node_modules/{NODE}/package.json": '{"version": "1.74.0"}'},
            [(NODE, "1.74.0")],
        ),
        ({"package-lock.json": "{", "go.mod": GO_MOD}, [(GO, "v3.2.1")]),
        ({"package-lock.json": "[]", "go.mod": f"require {GO} v3.4.9"}, [(GO, "v3.4.9")]),
        ({"package-lock.json": json.dumps({"packages": {f"node_modules/{NODE}": {"version": 1}}})}, []),
        ({"pom.xml": POM.format(version="2.3.5")}, [(JAVA, "2.3.5")]),
        ({"pom.xml": POM.format(version="${lark.version}")}, [(JAVA, "2.3.1")]),
        ({"pom.xml": POM.format(version="${parent.version}")}, []),
        ({"pom.xml": "<project><dependency>"}, []),
        ({"build.gradle.kts": GRADLE.replace("$version", "2.3.2")}, [(JAVA, "2.3.2")]),
        (
            {"build.gradle": 'def larkVersion = "2.3.3"\n' + GRADLE.replace("$version", "$larkVersion")},
            [(JAVA, "2.3.3")],
        ),
        (
            {"build.gradle": GRADLE.replace("$version", "${lark}"), "gradle.properties": "lark=2.4.22\n"},
            [(JAVA, "2.4.22")],
        ),
        ({"build.gradle": MAP_FORM}, [(JAVA, "2.3.4")]),
        ({"build.gradle": GRADLE.replace("$version", "$elsewhere")}, []),
    ],
)
def test_a_project_tells_its_sdks(tmp_path, python_sdk, files, expected):
    """What is installed goes before the lock file; what cannot be read tells nothing."""
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    assert list(installed_sdks(tmp_path)) == expected


@pytest.mark.parametrize(("version", "told"), [("1.3.0", True), ("1.7.5", False), ("", False)])
def test_doctor_says_what_fails_in_an_old_sdk(tmp_path, python_sdk, monkeypatch, version, told):
    """With the version, what helps, and how sure it is; a newer one is fine."""
    python_sdk(version)
    monkeypatch.chdir(tmp_path)
    env = {"LARK_APP_ID": "cli_cd613e30d8f16adf", "LARK_APP_SECRET": "s3cret", "LARK_DOMAIN": None, "NO_PROXY": "*"}
    done = CliRunner(env=env).invoke(larkline, ["doctor", "--offline", "--lang", "en"])

    assert done.exit_code == 0
    assert ("! lark-oapi 1.3.0: clicks on cards" in done.output) is told
    assert ("update to 1.4.0 or newer (documented: " in done.output) is told


@pytest.mark.parametrize(("version", "told"), [("2.3.5", True), ("2.4.0", False)])
def test_doctor_says_what_fails_in_an_old_java_sdk(tmp_path, python_sdk, monkeypatch, version, told):
    """As the pom.xml of the project says."""
    (tmp_path / "pom.xml").write_text(POM.format(version=version), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    env = {"LARK_APP_ID": "cli_cd613e30d8f16adf", "LARK_APP_SECRET": "s3cret", "LARK_DOMAIN": None, "NO_PROXY": "*"}
    done = CliRunner(env=env).invoke(larkline, ["doctor", "--offline", "--lang", "zh"])

    assert (f"{JAVA} 2.3.5" in done.output) is told
    assert ("长连接收不到卡片点击等回调" in done.output) is told
