# The server over the shipped graph: docker build -t kgtool . && docker run --rm -p 127.0.0.1:8100:8100 kgtool
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/kgtool && /opt/kgtool/bin/pip install --no-cache-dir '.[serve,mcp]'

FROM python:3.13-slim
COPY --from=build /opt/kgtool /opt/kgtool
RUN useradd --system --home-dir /var/cache/kgtool --create-home kgtool
USER kgtool
ENV KGTOOL_CACHE=/var/cache/kgtool PATH=/opt/kgtool/bin:$PATH PYTHONUNBUFFERED=1
# The store is built once, here, so that a container starts at once and may run read-only.
RUN kgtool query -e 'ASK {}' && kgtool trace "vitamin D deficiency" tetany > /dev/null
EXPOSE 8100
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8100/health', timeout=4)"]
ENTRYPOINT ["kgtool"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8100", "--workers", "4"]
