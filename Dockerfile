FROM python:3.11.14-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/smsc-bot
COPY requirements.lock ./
RUN /opt/smsc-bot/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY storage storage
COPY smsc smsc
COPY sandbox sandbox
COPY locales locales
RUN /opt/smsc-bot/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation .


FROM python:3.11.14-slim-bookworm

# 10001 is nobody's number on a usual host, should a volume ever be a host's folder.
RUN groupadd --gid 10001 smsc-bot \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin smsc-bot \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/smsc-bot /opt/smsc-bot
ENV PATH=/opt/smsc-bot/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    DATABASE_URL=sqlite:////data/bot.sqlite3
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + (os.environ.get('PORT') or '8080') + '/health', timeout=3)"]
ENTRYPOINT ["smsc-bot"]
CMD ["run"]
