"""The whole catalogue as one value: what holds nationally and in one municipality."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.catalog.national_catalog import NationalCatalog, load_national
from bot.catalog.tenant_catalog import TenantCatalog, load_tenant
from bot.domain.triage import TriageRules


@dataclass(frozen=True)
class Catalog:
    """National and tenant facts together."""

    national: NationalCatalog
    tenant: TenantCatalog

    @property
    def triage_rules(self) -> TriageRules:
        return TriageRules(self.national.patterns, self.national.duties, self.national.leads, self.tenant.agencies)


@lru_cache(maxsize=None)
def load_catalog(tenant: str) -> Catalog:
    """Load and check everything for one tenant code.

    Raises:
        CatalogError: something in the files is not as it must be.
    """
    return Catalog(load_national(), load_tenant(tenant))
