"""Typed settings, each read from the environment (or a `.env` file) and documented in docs/operations.md."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from rxapp.provider_settings import ProviderSettings

ROOT = Path(__file__).resolve().parent.parent
_DATABASES = ("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")


class Settings(ProviderSettings):
    """Everything the environment decides."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", case_sensitive=False)

    port: int = Field(8000, ge=1, le=65535, description="TCP port of the one address that serves everything.")
    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 shows the app to the network.")
    demo: bool | None = Field(
        None, description="1 = demo company. Only allowed, and the default, while DATABASE_URL is unset."
    )
    database_url: str = Field(
        "", repr=False, description="sqlite:///path or postgresql://…; empty = the demo's own file."
    )
    redis_url: str = Field(
        "", repr=False, description="Shared session state for several web processes; empty = one process."
    )
    public_url: str = Field("", description="The address people open; links in messages start with it.")
    secret_key: str = Field(
        "",
        repr=False,
        description="At least 32 random characters; signs links. Old keys may follow after commas.",
    )
    data_dir: Path = Field(
        ROOT / "var", description="Folder of the demo's database, backups and private files."
    )
    trusted_proxy_hops: int = Field(
        0, ge=0, description="Reverse proxies in front whose X-Forwarded-For counts."
    )
    events_per_minute: int = Field(
        600, ge=1, description="Websocket events one session may send in a minute."
    )
    connects_per_minute: int = Field(
        120, ge=1, description="New websockets one session or link may open in a minute."
    )
    anonymous_pages: int = Field(
        1000,
        ge=1,
        description="Pages of visitors without a session that are kept live in memory within an hour.",
    )
    session_pages: int = Field(
        300, ge=1, description="Pages one session or link may keep live within an hour."
    )
    sign_in_failures: int = Field(
        5, ge=1, description="Wrong passwords per account in 15 minutes before waiting."
    )
    jobs_enabled: bool = Field(True, description="0 = this process never runs the background jobs.")

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def is_demo(self) -> bool:
        """Demo mode: its own database file, believable company, nothing leaves the machine."""
        return not self.database_url and self.demo is not False

    @property
    def effective_database_url(self) -> str:
        """The database in use: DATABASE_URL, or a file of this installation."""
        name = "demo.sqlite3" if self.is_demo else "showup.sqlite3"
        return self.database_url or f"sqlite:///{self.data_dir / name}"

    @property
    def files_dir(self) -> Path:
        """Where CVs, photographs and attachments lie; the demo has its own folder."""
        return self.data_dir / ("demo-files" if self.is_demo else "files")

    @property
    def effective_public_url(self) -> str:
        """PUBLIC_URL, or the local address."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def origins(self) -> list[str]:
        """Every spelling of the public address a browser may send as Origin."""
        found = [self.effective_public_url]
        if not self.public_url:
            found += [f"http://{host}:{self.port}" for host in ("localhost", "127.0.0.1")]
        return list(dict.fromkeys(found))

    @property
    def is_https(self) -> bool:
        """Whether cookies can be Secure."""
        return self.effective_public_url.startswith("https://")

    @property
    def effective_secret(self) -> str:
        """SECRET_KEY; in the demo a random one kept beside its database, so that links survive a restart."""
        if self.secret_key or not self.is_demo:
            return self.secret_key
        file = self.data_dir / "demo.secret"
        if not file.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            ours = file.with_suffix(f".{os.getpid()}")
            ours.touch(mode=0o600)
            ours.write_text(secrets.token_urlsafe(48))
            # A link appears whole or not at all, and the first process wins.
            with suppress(FileExistsError):
                os.link(ours, file)
            ours.unlink()
        return file.read_text().strip()

    def problems(self) -> list[str]:
        """Reasons not to start, each a sentence for the operator; empty when all is well."""
        found = []
        if self.demo and self.database_url:
            found.append(
                "DEMO=1 goes only without DATABASE_URL: the demo uses its own file. Unset one of them."
            )
        if self.database_url and not self.database_url.startswith(_DATABASES):
            found.append("DATABASE_URL must start with sqlite:/// or postgresql://.")
        address = urlsplit(self.public_url)
        if self.public_url and (
            address.scheme not in ("http", "https") or not address.netloc or address.path
        ):
            found.append(
                "PUBLIC_URL must be what browsers show before the first slash, like https://hr.example.com."
            )
        # Few different characters: a placeholder, or a held-down key.
        if not self.is_demo and (len(self.secret_key) < 32 or len(set(self.secret_key)) < 10):
            found.append(
                "SECRET_KEY is missing, too short or the example. Set 32 or more random characters, for instance "
                'from: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        return found + self.provider_problems()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once; tests clear the cache after changing the environment."""
    return Settings()  # type: ignore[call-arg]
