# What a Python program does with Code for America's Open311 client `three`: reads calls from standard input as one JSON
# list of [method, arguments, keywords], prints what each gave: {"gave": ...} or {"raised": "..."}, with the HTTP status
# where it posted. The client and the library it reads XML with are others', unchanged, in the folders named:
#   open311_three.py THREE RELAXML KEYWORDS-OF-THE-CLIENT-AS-JSON
import json, sys

sys.path[:0] = sys.argv[1:3]
from three import Three

client = Three(**json.loads(sys.argv[3]))
answers = []
for method, arguments, keywords in json.load(sys.stdin):
    if isinstance(keywords.get('media'), str):
        keywords['media'] = open(keywords['media'], 'rb')
    try:
        answer = {'gave': getattr(client, method)(*arguments, **keywords)}
    except Exception as why:
        answer = {'raised': type(why).__name__}
    if method == 'post':
        answer['status'] = client.post_response.status_code
    answers.append(answer)
json.dump(answers, sys.stdout, default=str)
