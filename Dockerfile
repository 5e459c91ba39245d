# Why Debian's own Python, and how this is built and tried without Docker, says docs/decisions/0018-the-container.md.
FROM debian:13.8-slim AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates python3 python3-pip
WORKDIR /app
COPY requirements.txt .
RUN python3 -m venv --without-pip /venv \
 && python3 -m pip --python /venv install --no-cache-dir --no-compile --only-binary :all: --require-hashes -r requirements.txt
COPY . .
RUN /venv/bin/pybabel --quiet compile --domain django --directory movingcities/locale \
 && /venv/bin/pybabel --quiet compile --domain "django djangojs" --directory movingcities/locale_of_packages \
 && DATA_DIR=/tmp/data STATIC_ROOT=/app/static /venv/bin/python manage.py collectstatic --noinput --verbosity 0
# Of packages that speak every language and know every service of Amazon, keep our languages and the buckets.
RUN cd /venv/lib/python3*/site-packages \
 && languages="en|$(ls /app/movingcities/locale | paste --serial --delimiters '|')" \
 && find . -regextype egrep -path '*/LC_MESSAGES/*' ! -regex ".*/($languages)/LC_MESSAGES/.*\.mo" -delete \
 && find babel/locale-data -regextype egrep -name '*.dat' ! -regex ".*/(root|$languages)\.dat" -delete \
 && find boto3/data botocore/data -mindepth 1 -maxdepth 1 -type d ! -name s3 -exec rm -r {} +
# The root is read-only in use, so Python cannot keep what it compiles; whoever builds may have a strict umask.
RUN find /app /venv -name __pycache__ -prune -exec rm -r {} + \
 && /venv/bin/python -m compileall -q --invalidation-mode unchecked-hash /app /venv/lib \
 && chmod --recursive a+rX,go-w /app /venv

FROM debian:13.8-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates python3 tini \
 && rm -r /var/lib/apt/lists/* \
 && groupadd --gid 10001 movingcities \
 && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin movingcities \
 && install --directory --mode 0700 --owner 10001 --group 10001 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data STATIC_ROOT=/app/static PORT=8000 BIND=0.0.0.0
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz/ready')"]
# A shell as process 1 would not hear that it is to stop while it waits for migrate; tini passes it on.
ENTRYPOINT ["tini", "--"]
CMD ["sh", "-c", "python manage.py migrate --noinput && exec gunicorn movingcities.wsgi"]
