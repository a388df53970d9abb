from enishi.cli.main import main

main()
