"""How a chart travels to the worker."""

from pydantic import TypeAdapter

from handlers.charts import Chart

CHART: TypeAdapter[Chart] = TypeAdapter(Chart)
