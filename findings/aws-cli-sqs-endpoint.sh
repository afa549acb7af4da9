#!/usr/bin/env bash
# AWS CLI 1: AWS_ENDPOINT_URL moves every service but SQS.
#
# Version:   awscli 1.45.11 (PyPI)
# Guess:     With AWS_ENDPOINT_URL, or AWS_ENDPOINT_URL_SQS, "aws sqs" asks that address, as "aws events" does.
# Seen:      "aws events" asks it. "aws sqs" opens a connection to queue.amazonaws.com, with either variable; with
#            --endpoint-url alone it asks the address.
# Why:       A shell that is set to a local endpoint sends its SQS calls, and the credentials that sign them, to AWS. Where
#            the credentials are real, queues are made, read or emptied in the account. So the README's examples name
#            --endpoint-url each time.
# Fails if:  SQS obeys one of the variables, or events does not.
#
# Nothing leaves this machine: a proxy here takes what would go to AWS, and refuses it.
set -euo pipefail
folder=$(mktemp -d)
server=
end() {
  if [ -n "$server" ]; then kill "$server" || true; fi
  rm -rf "$folder"
}
trap end EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check awscli==1.45.11
cat >server.py <<'PY'
import http.server


class Asked(http.server.BaseHTTPRequestHandler):
    def do_CONNECT(self):
        print("elsewhere", self.path, flush=True)
        self.send_error(502)

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        print("here", self.headers["x-amz-target"], flush=True)
        body = b'{"QueueUrls": [], "EventBuses": []}'
        self.send_response(200)
        self.send_header("content-type", "application/x-amz-json-1.0")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Asked)
print(server.server_port, flush=True)
server.serve_forever()
PY
python3 server.py >asked &
server=$!
until [ -s asked ]; do sleep 0.1; done
here="http://127.0.0.1:$(head -1 asked)"
unset AWS_PROFILE AWS_SESSION_TOKEN
export AWS_CONFIG_FILE=none AWS_SHARED_CREDENTIALS_FILE=none AWS_ACCESS_KEY_ID=nobody AWS_SECRET_ACCESS_KEY=none
export AWS_DEFAULT_REGION=us-east-1 AWS_MAX_ATTEMPTS=1 HTTPS_PROXY=$here NO_PROXY=127.0.0.1 AWS_EC2_METADATA_DISABLED=true
aws=venv/bin/aws
AWS_ENDPOINT_URL=$here $aws events list-event-buses >out 2>&1
AWS_ENDPOINT_URL=$here $aws sqs list-queues >out 2>&1 || true
AWS_ENDPOINT_URL_SQS=$here $aws sqs list-queues >out 2>&1 || true
$aws --endpoint-url "$here" sqs list-queues >out 2>&1
tail -n +2 asked
cat >expected <<'TXT'
here AWSEvents.ListEventBuses
elsewhere queue.amazonaws.com:443
elsewhere queue.amazonaws.com:443
here AmazonSQS.ListQueues
TXT
diff expected <(tail -n +2 asked)
