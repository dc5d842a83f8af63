# The verbs of the project. Each one calls a script or a module; the work is done there.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
RASA := .venv/bin/rasa
# `make test ARGS="tests/tickets -x"`: further words for the command behind a verb.
ARGS ?=
# A file of tests stays with one worker: what is costly to start is shared within it. One worker more
# than two cores have, as they often wait for servers; in the order of the files, in which none of the
# long ones comes last.
PARALLEL ?= -n 3 --dist loadfile --no-loadscope-reorder

export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
# Without byte code beside the sources every start takes many seconds longer.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-test serve train test lint eval bench call shell validate clean migrate check lock

help:
	@echo '用法 usage: make <verb> [ARGS="..."]'
	@awk -F ' *:.*## ' '/^[a-z-]+:.*## / { printf "  %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup:
	@scripts/setup run

setup-test:
	@scripts/setup test

serve: setup ## 启动热线，浏览器打开即可聊 · start the hotline on 127.0.0.1:5005
	@$(PYTHON) -m bot serve $(ARGS)

train: setup ## 数据变了才训练 · train a model when the data has changed (ARGS=--force: always)
	@$(PYTHON) -m bot train $(ARGS)

test: setup-test ## 装好、训练、跑全部测试 · set up, train if needed, run the tests
	@$(PYTHON) -m bot train
	@$(PYTHON) -m pytest $(PARALLEL) $(ARGS)

lint: setup-test ## 检查格式、写法、类型和训练数据 · ruff, mypy --strict, training data
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy --strict bot actions
	@$(PYTHON) -m benchmarks.data_lint

eval: setup-test ## 衡量听懂了多少 · how well it understands
	@$(PYTHON) -m benchmarks.understanding $(ARGS)

bench: setup-test ## 衡量快慢 · how fast it answers, beside stock Rasa
	@$(PYTHON) -m benchmarks.turns $(ARGS)

call: setup-test ## 像打电话一样试 · ring the hotline in the terminal
	@$(PYTHON) -m benchmarks.call $(ARGS)

shell: setup ## 在终端里和模型对话 · talk to the model in the terminal (rasa shell)
	@$(PYTHON) -m bot train
	@$(RASA) shell $(ARGS)

validate: setup ## 检查训练数据 · rasa data validate --fail-on-warnings
	@$(RASA) data validate --fail-on-warnings $(ARGS)

clean: ## 删去生成的东西，保留 var/ 里群众的数据 · remove what was made, but never var/
	@rm -rf .venv .tools .cache .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis results
	@find models -mindepth 1 ! -name .gitkeep -delete
	@find . \( -path ./var -o -path ./.git \) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo '已清理。var/（群众的数据和密钥）没有动。Cleaned; var/ (data of people, keys) was left alone.'

migrate: setup ## 升级数据库结构 · bring the database to the present schema
	@$(PYTHON) -m bot migrate

check: setup ## 上线前检查设置、日历、模型 · check settings, calendar and model
	@$(PYTHON) -m bot check

lock: ## 重新锁定依赖版本 · compile requirements/*.txt anew (ARGS=--upgrade)
	@scripts/lock $(ARGS)
