#!/bin/sh
# web SERVICE | worker SERVICE | any command of `loftet`
set -eu
case "$1" in
web) exec gunicorn -c shared/http/gunicorn_conf.py --bind 0.0.0.0:8080 "services.$2.app:create_app()" ;;
worker) exec python -m "services.$2.worker" ;;
*) exec loftet "$@" ;;
esac
