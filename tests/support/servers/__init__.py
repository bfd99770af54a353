"""Real servers for tests and for trying things out: Kafka, PostgreSQL and Redis on free ports of loopback."""

from servers.distributions import Missing
from servers.kafka import Kafka
from servers.postgres import Postgres
from servers.redis import Redis
from servers.toxiproxy import Proxy, Toxiproxy

ALL = {"kafka": Kafka, "postgres": Postgres, "redis": Redis}

__all__ = ["ALL", "Kafka", "Missing", "Postgres", "Proxy", "Redis", "Toxiproxy"]
