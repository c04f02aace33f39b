# Die Oberfläche KERN, so wie package-lock.json sie nennt.
FROM node:22-bookworm-slim AS assets
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIK_VAR=/var/lib/pik
# WeasyPrints Bibliotheken und eine Schrift für viele Sprachen; dieselben wie in pik/install.py.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /var/lib/pik --create-home pik
WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY --from=assets /app/node_modules node_modules
COPY . .
# KERNs Symbole als Dateien statt als data:-Adressen; ohne sie bräuchte die CSP eine Ausnahme.
RUN python pik/kern.py
USER pik
VOLUME /var/lib/pik
EXPOSE 8000
CMD ["gunicorn", "--config", "python:pik.web_server", "--bind", "0.0.0.0:8000"]
