FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN /venv/bin/pybabel --quiet compile --domain django --directory movingcities/locale \
 && /venv/bin/pybabel --quiet compile --domain "django djangojs" --directory movingcities/locale_of_packages \
 && DATA_DIR=/tmp/data STATIC_ROOT=/app/static /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --create-home movingcities
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data STATIC_ROOT=/app/static PORT=8000 BIND=0.0.0.0
USER movingcities
VOLUME /data
EXPOSE 8000
CMD ["sh", "-c", "python manage.py migrate --noinput && exec gunicorn movingcities.wsgi"]
