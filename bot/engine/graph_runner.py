"""Runs Rasa's prediction graph node after node, without Dask's scheduling (5 ms a turn).

Rasa's recipe appends ``RegexMessageHandler``, which would turn a typed ``/intent`` into an intent, whoever typed it.
It is passed over here: choices arrive as structured data.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

_PASSED_OVER = "RegexMessageHandler"


class SequentialGraphRunner(GraphRunner):
    """A ``GraphRunner`` with the order of nodes worked out once for each set of targets."""

    def __init__(self, graph_schema: GraphSchema, nodes: Dict[Text, GraphNode]) -> None:
        self._schema = graph_schema
        self._nodes = nodes
        self._orders: Dict[Tuple[Text, ...], List[Text]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: Optional[List[GraphNodeHook]] = None,
    ) -> "SequentialGraphRunner":
        """Create the runner with all its components (see parent class for full docstring)."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(self, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None) -> Dict[Text, Any]:
        """Run the nodes that the targets need (see parent class for full docstring)."""
        wanted = tuple(targets or self._schema.target_names)
        results: Dict[Text, Any] = dict(inputs or {})
        for name in self._order(wanted):
            node = self._schema.nodes[name]
            given = [(source, results[source]) for source in node.needs.values()]
            if node.uses.__name__ == _PASSED_OVER:
                results[name] = results[node.needs["messages"]]
            else:
                _, results[name] = self._nodes[name](*given)
        return {name: results[name] for name in wanted}

    def _order(self, targets: Tuple[Text, ...]) -> List[Text]:
        if targets not in self._orders:
            order: List[Text] = []
            for target in targets:
                self._visit(target, order)
            self._orders[targets] = order
        return self._orders[targets]

    def _visit(self, name: Text, order: List[Text]) -> None:
        if name in order or name not in self._schema.nodes:
            return
        for source in self._schema.nodes[name].needs.values():
            self._visit(source, order)
        order.append(name)
